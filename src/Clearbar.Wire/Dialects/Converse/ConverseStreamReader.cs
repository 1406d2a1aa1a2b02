using System.Text.Json;
using Clearbar.Wire.EventStream;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Follows a streamed Converse answer: event stream frames whose payload is event JSON (grammar at <see cref="EventReader"/>). The answer
/// is whole when <c>messageStop</c> and <c>metadata</c> have both come; metadata is the later one and the only source of usage.
/// </summary>
internal sealed class ConverseStreamReader : AnswerStreamReader
{
    private readonly AnswerDraft _draft = new();
    private bool _sawMessageStop;
    private bool _sawMetadata;
    private bool _errorIsRelayable;
    private GatewayError? _error;

    public override bool IsComplete => _sawMessageStop && _sawMetadata;

    public override GatewayError? Error => _error;

    public override bool ErrorIsRelayable => _errorIsRelayable;

    public override bool HasContent => _draft.HasContent;

    public override TokenUsage Usage => _draft.Usage.ToUsage();

    public override Answer ToAnswer() => _draft.ToAnswer();

    public override (int Complete, int BeforeLast) Read(ReadOnlySpan<byte> unread)
    {
        var complete = 0;

        // Everything after the last event of an earlier call comes after settling.
        var beforeLast = IsComplete ? 0 : -1;
        while (_error is null)
        {
            var status = EventStreamReader.TryRead(unread[complete..], out var frame);
            if (status == FrameStatus.Incomplete)
            {
                break;
            }

            if (status != FrameStatus.Frame)
            {
                FailUnlessComplete(status);
                break;
            }

            if (!IsComplete)
            {
                Apply(frame);
                if (_error is not null && !_errorIsRelayable)
                {
                    break;
                }

                if (IsComplete || _error is not null)
                {
                    beforeLast = complete;
                }
            }

            complete += frame.TotalLength;
        }

        return (complete, beforeLast < 0 ? complete : beforeLast);
    }

    private void Apply(EventStreamFrame frame)
    {
        try
        {
            var kind = frame.MessageType;
            if (kind.SequenceEqual("event"u8))
            {
                ApplyEvent(frame.EventType, frame.Payload);
            }
            else if (kind.SequenceEqual("exception"u8))
            {
                _error = ErrorReader.ReadException(frame.ExceptionType, frame.Payload);
                _errorIsRelayable = true;
            }
            else if (kind.SequenceEqual("error"u8))
            {
                _error = ErrorReader.ReadUnmodelled(frame.ErrorCode, frame.ErrorMessage);
                _errorIsRelayable = true;
            }
            else
            {
                Fail("a frame's message type is neither event nor exception nor error");
            }
        }
        catch (JsonException)
        {
            Fail("the payload of a frame is not JSON");
        }
    }

    private void ApplyEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload)
    {
        if (!EventReader.Apply(type, payload, _draft))
        {
            Fail("the payload of a frame is not a JSON object");
            return;
        }

        _sawMessageStop |= type.SequenceEqual(Words.MessageStop);
        _sawMetadata |= type.SequenceEqual(Words.Metadata);
    }

    // Bytes after a whole answer are not part of it, so they cannot spoil it.
    private void FailUnlessComplete(FrameStatus status)
    {
        if (IsComplete)
        {
            return;
        }

        Fail(status switch
        {
            FrameStatus.BadPreludeCrc => "the checksum of a frame's prelude is wrong",
            FrameStatus.BadMessageCrc => "the checksum of a frame is wrong",
            FrameStatus.BadLength => "a frame's length is impossible",
            _ => "a frame's headers are malformed",
        });
    }

    private void Fail(string what) => _error = new GatewayError(ErrorKind.UpstreamFailure, $"The upstream's stream is broken: {what}.");
}
