using System.Text.Json;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Follows a streamed answer of Chat Completions (openai-node types, 2026).
/// <code>
/// stream = *event "data: [DONE]"
/// event  = "data: " ( chunk / { "error": error } ) / comment
/// chunk  = { "id", "object": "chat.completion.chunk", "created", "model", "choices": [ *choice ], ["usage": usage / null], *other }
/// </code>
/// Counts come in a chunk without choices, or (some local servers) in every chunk; the last ones count.
/// </summary>
internal sealed class OpenAiStreamReader : AnswerStreamReader
{
    private readonly AnswerDraft _draft = new();
    private bool _started;
    private bool _isComplete;
    private bool _errorIsRelayable;
    private GatewayError? _error;

    public override bool IsComplete => _isComplete;

    public override GatewayError? Error => _error;

    public override bool ErrorIsRelayable => _errorIsRelayable;

    public override bool HasContent => _draft.HasContent;

    public override TokenUsage Usage => _draft.Usage.ToUsage();

    public override int TextLength => _draft.TextLength;

    public override Answer ToAnswer() => _draft.ToAnswer();

    public override void CopyText(int from, Span<char> target) => _draft.CopyText(from, target);

    public override (int Complete, int BeforeLast) Read(ReadOnlySpan<byte> unread)
    {
        var complete = 0;

        // Everything after the last event of an earlier call comes after settling.
        var beforeLast = _isComplete ? 0 : -1;
        while (_error is null && SseReader.TryReadEvent(unread[complete..], out var sse, atStart: !_started))
        {
            if (sse.HasData && !_isComplete)
            {
                Apply(sse);
                if (_error is not null && !_errorIsRelayable)
                {
                    break;
                }

                if (_isComplete || _error is not null)
                {
                    beforeLast = complete;
                }
            }

            _started = true;
            complete += sse.TotalLength;
        }

        return (complete, beforeLast < 0 ? complete : beforeLast);
    }

    private void Apply(SseEvent sse)
    {
        if (sse.Data.SequenceEqual(Words.Done))
        {
            _isComplete = true;
            _draft.SawFinalUsage |= _draft.SawUsageUpdate;
            return;
        }

        try
        {
            _error = ErrorReader.ReadStreamError(sse.Name, sse.Data, out _errorIsRelayable);
            if (_error is null && !ApplyChunk(sse.Data))
            {
                Fail();
            }
        }
        catch (JsonException)
        {
            Fail();
        }
    }

    private bool ApplyChunk(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        cursor.Read();
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return false;
        }

        _draft.SawFinalUsage = false;
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Choices))
            {
                cursor.Read();
                ChoiceReader.Read(ref cursor, json, _draft);
            }
            else
            {
                AnswerReader.ReadMember(ref cursor, _draft);
            }

            cursor.SkipAny();
        }

        // Counts that come once the reason for stopping is known, in this chunk or before it, are the last.
        _draft.SawUsageUpdate |= _draft.SawFinalUsage;
        _draft.SawFinalUsage &= _draft.StopReason != StopReason.Unknown;

        // Anything after the object is refused here.
        return !cursor.Read();
    }

    private void Fail()
    {
        _errorIsRelayable = false;
        _error = new GatewayError(ErrorKind.UpstreamFailure, "The upstream's stream is broken: the data of an event is not a JSON object.");
    }
}
