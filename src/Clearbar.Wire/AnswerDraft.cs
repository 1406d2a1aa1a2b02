using System.Text;
using Clearbar.Wire.Json;

namespace Clearbar.Wire;

/// <summary>What has been read of an answer so far, whole or streamed, in any dialect. Turned into an <see cref="Answer"/> once.</summary>
internal sealed class AnswerDraft
{
    private StringBuilder? _text;
    private List<ToolCallDraft>? _toolCalls;
    private List<ulong>? _thinkingSignatures;

    public string? MessageId { get; set; }

    public string? Model { get; set; }

    public StopReason StopReason { get; set; }

    public bool HasThinking { get; set; }

    public bool HasContent { get; set; }

    public long? ThinkingTokens { get; set; }

    public UsageDraft Usage { get; } = new();

    /// <summary>The event or member that carries the last counts was read.</summary>
    public bool SawFinalUsage { get; set; }

    /// <summary>Counts came after the first ones of a stream; whether they are the last is not known yet.</summary>
    public bool SawUsageUpdate { get; set; }

    public string? ServiceTier { get; set; }

    public string? Speed { get; set; }

    public string? InferenceGeo { get; set; }

    public int TextLength => _text?.Length ?? 0;

    public void CopyText(int from, Span<char> target) => _text?.CopyTo(from, target, target.Length);

    /// <summary>Appends a piece of text given as the inside of a JSON string.</summary>
    public void AppendText(ReadOnlySpan<byte> raw) => JsonText.AppendTo(_text ??= new StringBuilder(), raw);

    /// <summary>Notes what binds a thinking block to its model, given as the inside of a JSON string; an empty one is yet to come.</summary>
    public void AddThinkingSignature(ReadOnlySpan<byte> raw)
    {
        if (!raw.IsEmpty)
        {
            (_thinkingSignatures ??= []).Add(ThinkingSignatures.Fingerprint(raw));
        }
    }

    public void StartToolCall(long index, string? id, string? name, string? wholeInput) =>
        (_toolCalls ??= []).Add(new ToolCallDraft(index, id ?? "", name ?? "", wholeInput));

    /// <summary>The id of the latest call with this index; null when there is none.</summary>
    public string? FindToolCallId(long index)
    {
        for (var at = (_toolCalls?.Count ?? 0) - 1; at >= 0; at--)
        {
            if (_toolCalls![at].Index == index)
            {
                return _toolCalls[at].Id;
            }
        }

        return null;
    }

    /// <summary>Appends a piece of a tool call's input given as the inside of a JSON string; a piece of no known call is dropped.</summary>
    public void AppendToolInput(long index, ReadOnlySpan<byte> raw)
    {
        // The call being streamed is the last one, so the search is one step long.
        for (var at = (_toolCalls?.Count ?? 0) - 1; at >= 0; at--)
        {
            if (_toolCalls![at].Index == index)
            {
                _toolCalls[at].Append(raw);
                return;
            }
        }
    }

    public Answer ToAnswer() => new()
    {
        MessageId = MessageId,
        Model = Model,
        StopReason = StopReason,
        Text = _text?.ToString() ?? "",
        ToolCalls = ToToolCalls(),
        HasThinking = HasThinking,
        ThinkingSignatures = _thinkingSignatures is null ? [] : _thinkingSignatures,
        ThinkingTokens = ThinkingTokens,
        Usage = Usage.ToUsage(),
        UsageIsFinal = SawFinalUsage && Usage.IsWhole,
        ServiceTier = ServiceTier,
        Speed = Speed,
        InferenceGeo = InferenceGeo,
    };

    private ToolCall[] ToToolCalls()
    {
        if (_toolCalls is null)
        {
            return [];
        }

        var calls = new ToolCall[_toolCalls.Count];
        for (var index = 0; index < calls.Length; index++)
        {
            calls[index] = _toolCalls[index].ToToolCall();
        }

        return calls;
    }
}
