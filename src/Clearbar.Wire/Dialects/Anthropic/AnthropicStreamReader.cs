using System.Text.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Follows a streamed Messages answer: server-sent events whose data is event JSON (grammar at <see cref="EventReader"/>).
/// The event's name decides what it is, as it does for the official clients; a nameless event is taken for what its <c>type</c> says.
/// </summary>
internal sealed class AnthropicStreamReader : AnswerStreamReader
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
        try
        {
            var type = sse.Name.IsEmpty ? EventReader.TypeOf(sse.Data) : sse.Name;
            if (type.SequenceEqual(Words.Error))
            {
                _error = ErrorReader.ReadStreamError(sse.Data);
                _errorIsRelayable = true;
            }
            else if (!EventReader.Apply(type, sse.Data, _draft))
            {
                Fail();
            }
            else
            {
                _isComplete = type.SequenceEqual(Words.MessageStop);
            }
        }
        catch (JsonException)
        {
            Fail();
        }
    }

    private void Fail() =>
        _error = new GatewayError(ErrorKind.UpstreamFailure, "The upstream's stream is broken: the data of an event is not a JSON object.");
}
