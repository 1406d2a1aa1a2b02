using System.Buffers;
using System.Buffers.Binary;

namespace Clearbar.Wire.EventStream;

/// <summary>
/// Writes frames of <c>application/vnd.amazon.eventstream</c> as Bedrock does: three string headers in the order the service was observed
/// to use (<c>:event-type</c> or <c>:exception-type</c>, <c>:content-type</c>, <c>:message-type</c>), a JSON payload.
/// The frame's grammar stands at <see cref="EventStreamReader"/>.
/// </summary>
public static class EventStreamWriter
{
    // Name length, type and value length of one string header.
    private const int HeaderOverhead = 1 + 1 + 2;

    /// <summary>Writes an event. An InvokeModel stream is made of events named <c>chunk</c>.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> eventType, ReadOnlySpan<byte> jsonPayload) =>
        WriteFrame(output, ":event-type"u8, eventType, "event"u8, jsonPayload);

    /// <summary>Writes a modelled exception, after which the body ends. The name is the union member's, in lower camel case.</summary>
    public static void WriteException(IBufferWriter<byte> output, ReadOnlySpan<byte> exceptionType, ReadOnlySpan<byte> jsonPayload) =>
        WriteFrame(output, ":exception-type"u8, exceptionType, "exception"u8, jsonPayload);

    private static void WriteFrame(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> typeName,
        ReadOnlySpan<byte> type,
        ReadOnlySpan<byte> messageType,
        ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, EventStreamReader.MaxPayloadLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(type.Length, ushort.MaxValue);
        var headersLength = (3 * HeaderOverhead) + typeName.Length + type.Length + ":content-type"u8.Length + "application/json"u8.Length
            + ":message-type"u8.Length + messageType.Length;
        var total = EventStreamReader.Overhead + headersLength + payload.Length;

        var frame = output.GetSpan(total)[..total];
        BinaryPrimitives.WriteInt32BigEndian(frame, total);
        BinaryPrimitives.WriteInt32BigEndian(frame[4..], headersLength);
        BinaryPrimitives.WriteUInt32BigEndian(frame[8..], Crc32.Compute(frame[..8]));
        var rest = frame[EventStreamReader.PreludeLength..];
        rest = WriteHeader(rest, typeName, type);
        rest = WriteHeader(rest, ":content-type"u8, "application/json"u8);
        rest = WriteHeader(rest, ":message-type"u8, messageType);
        payload.CopyTo(rest);
        BinaryPrimitives.WriteUInt32BigEndian(frame[^4..], Crc32.Compute(frame[..^4]));
        output.Advance(total);
    }

    private static Span<byte> WriteHeader(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        destination[0] = (byte)name.Length;
        name.CopyTo(destination[1..]);
        destination = destination[(1 + name.Length)..];
        destination[0] = (byte)EventStreamHeaderType.Text;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)value.Length);
        value.CopyTo(destination[3..]);
        return destination[(3 + value.Length)..];
    }
}
