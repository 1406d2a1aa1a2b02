using System.Text.Json;
using Clearbar.Wire.EventStream;

namespace Clearbar.Wire.Dialects.Bedrock;

/// <summary>
/// Follows a streamed answer made of event stream frames. What the events mean is the dialect's; checksums, exception frames and the
/// boundary before the last event are the same for all.
/// </summary>
internal abstract class FrameStreamReader : AnswerStreamReader
{
    private bool _errorIsRelayable;
    private GatewayError? _error;

    public override GatewayError? Error => _error;

    public override bool ErrorIsRelayable => _errorIsRelayable;

    public override bool HasContent => Draft.HasContent;

    public override TokenUsage Usage => Draft.Usage.ToUsage();

    protected AnswerDraft Draft { get; } = new();

    public override int TextLength => Draft.TextLength;

    public override Answer ToAnswer() => Draft.ToAnswer();

    public override void CopyText(int from, Span<char> target) => Draft.CopyText(from, target);

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

    /// <summary>Applies an event to the draft. What is wrong with it is told by <see cref="Fail"/>.</summary>
    /// <exception cref="JsonException">The payload is not JSON.</exception>
    protected abstract void ApplyEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload);

    protected void Fail(string what) => _error = new GatewayError(ErrorKind.UpstreamFailure, $"The upstream's stream is broken: {what}.");

    /// <summary>The upstream told of a failure in a way that clients of this dialect would take for an ordinary event.</summary>
    protected void Fail(GatewayError error) => _error = error;

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

    // Bytes after a whole answer are not part of it, so they cannot spoil it.
    private void FailUnlessComplete(FrameStatus status)
    {
        if (!IsComplete)
        {
            Fail(Describe(status));
        }
    }

    /// <summary>What a frame that cannot be read suffers from, as a half-sentence for an error message.</summary>
    public static string Describe(FrameStatus status) => status switch
    {
        FrameStatus.BadPreludeCrc => "the checksum of a frame's prelude is wrong",
        FrameStatus.BadMessageCrc => "the checksum of a frame is wrong",
        FrameStatus.BadLength => "a frame's length is impossible",
        _ => "a frame's headers are malformed",
    };
}
