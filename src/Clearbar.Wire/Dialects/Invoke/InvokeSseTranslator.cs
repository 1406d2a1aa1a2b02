using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Anthropic;
using Clearbar.Wire.Dialects.Bedrock;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.Invoke;

/// <summary>
/// Turns an InvokeModel stream into the server-sent events of the Messages dialect, frame by frame: the JSON inside a <c>chunk</c> becomes the
/// data of an event, byte by byte. An exception frame, a bad checksum or a chunk without an event becomes <c>event: error</c>, after which
/// nothing follows (invariant I7). Keeps no bytes of its own.
/// </summary>
/// <param name="requestId">The id the client knows the request by; it stands in an error event.</param>
public sealed class InvokeSseTranslator(string requestId)
{
    /// <summary>An error has been written: whatever else comes means nothing.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Translates the first frame of <paramref name="unread"/> and returns its length; 0 when more bytes are needed, or nothing more is to come
    /// (<see cref="HasEnded"/>). A frame that means nothing to the client is consumed and writes nothing.
    /// </summary>
    public int Translate(ReadOnlySpan<byte> unread, IBufferWriter<byte> output)
    {
        if (HasEnded)
        {
            return 0;
        }

        var status = EventStreamReader.TryRead(unread, out var frame);
        if (status == FrameStatus.Incomplete)
        {
            return 0;
        }

        if (status != FrameStatus.Frame)
        {
            Fail(output, FrameStreamReader.Describe(status));
            return 0;
        }

        try
        {
            Translate(frame, output);
        }
        catch (JsonException)
        {
            Fail(output, "the payload of a frame is not JSON");
        }

        return frame.TotalLength;
    }

    private void Translate(EventStreamFrame frame, IBufferWriter<byte> output)
    {
        var kind = frame.MessageType;
        if (kind.SequenceEqual("event"u8))
        {
            TranslateEvent(frame, output);
        }
        else if (kind.SequenceEqual("exception"u8))
        {
            End(output, Bedrock.ErrorReader.ReadException(frame.ExceptionType, frame.Payload));
        }
        else if (kind.SequenceEqual("error"u8))
        {
            End(output, Bedrock.ErrorReader.ReadUnmodelled(frame.ErrorCode, frame.ErrorMessage));
        }
        else
        {
            Fail(output, "a frame's message type is neither event nor exception nor error");
        }
    }

    private void TranslateEvent(EventStreamFrame frame, IBufferWriter<byte> output)
    {
        if (!frame.EventType.SequenceEqual(InvokeChunk.EventType))
        {
            return;
        }

        if (InvokeChunk.Rent(frame.Payload, out var length) is not { } rented)
        {
            Fail(output, "a chunk carries no base64 bytes");
            return;
        }

        try
        {
            var json = rented.AsSpan(0, length);
            var type = EventReader.TypeOf(json);
            if (type.IsEmpty || type.ContainsAny((byte)'\\', (byte)'\n', (byte)'\r'))
            {
                Fail(output, "the bytes of a chunk are not an event with a type");
                return;
            }

            SseWriter.WriteEvent(output, type, json);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Fail(IBufferWriter<byte> output, string what) =>
        End(output, new GatewayError(ErrorKind.UpstreamFailure, $"The upstream's stream is broken: {what}."));

    private void End(IBufferWriter<byte> output, GatewayError error)
    {
        HasEnded = true;
        Anthropic.ErrorWriter.WriteEvent(output, error, requestId);
    }
}
