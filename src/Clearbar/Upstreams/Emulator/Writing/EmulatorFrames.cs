using System.Buffers;
using System.Buffers.Binary;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>
/// Writes frames of <c>application/vnd.amazon.eventstream</c>.
/// </summary>
/// <remarks>
/// Grammar (AWS event stream encoding, big-endian): total length u32, headers length u32, CRC-32 of these 8 bytes, headers, payload, CRC-32 of
/// everything before. Header: name length u8, name, type u8 (7 is a string), value length u16, value.
/// </remarks>
internal static class EmulatorFrames
{
    private const int Overhead = 16;
    private const byte StringType = 7;

    private static readonly uint[] s_crc = CrcTable();

    public static void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> eventType, ReadOnlySpan<byte> jsonPayload) =>
        Write(output, ":event-type"u8, eventType, "event"u8, jsonPayload);

    public static void WriteException(IBufferWriter<byte> output, ReadOnlySpan<byte> exceptionType, ReadOnlySpan<byte> payload) =>
        Write(output, ":exception-type"u8, exceptionType, "exception"u8, payload);

    private static void Write(
        IBufferWriter<byte> output, ReadOnlySpan<byte> typeName, ReadOnlySpan<byte> type, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> payload)
    {
        var contentTypeName = ":content-type"u8;
        var contentType = "application/json"u8;
        var kindName = ":message-type"u8;
        var headers = (3 * 4) + typeName.Length + type.Length + contentTypeName.Length + contentType.Length + kindName.Length + kind.Length;
        var total = Overhead + headers + payload.Length;
        var frame = output.GetSpan(total)[..total];
        BinaryPrimitives.WriteInt32BigEndian(frame, total);
        BinaryPrimitives.WriteInt32BigEndian(frame[4..], headers);
        BinaryPrimitives.WriteUInt32BigEndian(frame[8..], Crc(frame[..8]));
        var at = 12;
        at = WriteHeader(frame, at, typeName, type);
        at = WriteHeader(frame, at, contentTypeName, contentType);
        at = WriteHeader(frame, at, kindName, kind);
        payload.CopyTo(frame[at..]);
        BinaryPrimitives.WriteUInt32BigEndian(frame[^4..], Crc(frame[..^4]));
        output.Advance(total);
    }

    private static int WriteHeader(Span<byte> frame, int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        frame[at++] = (byte)name.Length;
        name.CopyTo(frame[at..]);
        at += name.Length;
        frame[at++] = StringType;
        BinaryPrimitives.WriteUInt16BigEndian(frame[at..], (ushort)value.Length);
        at += 2;
        value.CopyTo(frame[at..]);
        return at + value.Length;
    }

    /// <summary>CRC-32 of ISO-HDLC (reflected polynomial 0xEDB88320), one byte at a time.</summary>
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = s_crc[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] CrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
            }

            table[i] = value;
        }

        return table;
    }
}
