using System.Buffers.Binary;

namespace Clearbar.Wire.EventStream;

/// <summary>
/// Reads frames of <c>application/vnd.amazon.eventstream</c>.
/// <code>
/// frame = total-length(u32) headers-length(u32) prelude-crc(u32 over the first 8 bytes) headers payload message-crc(u32 over all before)
/// </code>
/// Numbers are big-endian. Source: the AWS event stream encoding specification; the limits are those of the AWS SDKs' decoders.
/// </summary>
public static class EventStreamReader
{
    /// <summary>Largest payload in bytes that is accepted (24 MiB).</summary>
    public const int MaxPayloadLength = 24 * 1024 * 1024;

    /// <summary>Largest run of headers in bytes that is accepted (128 KiB).</summary>
    public const int MaxHeadersLength = 128 * 1024;

    // Lengths and prelude checksum before the headers, message checksum after the payload.
    internal const int PreludeLength = 12;
    internal const int Overhead = PreludeLength + 4;

    // Duplicate names are found by comparing all pairs; real frames have three headers, so a frame with more than this is refused.
    private const int MaxHeaders = 256;

    /// <summary>
    /// Reads the first frame of <paramref name="unread"/>. The prelude is judged as soon as its 12 bytes are there, so that a corrupt
    /// length fails at once instead of waiting for gigabytes that never come.
    /// </summary>
    public static FrameStatus TryRead(ReadOnlySpan<byte> unread, out EventStreamFrame frame)
    {
        frame = default;
        if (unread.Length < PreludeLength)
        {
            return FrameStatus.Incomplete;
        }

        if (Crc32.Compute(unread[..8]) != BinaryPrimitives.ReadUInt32BigEndian(unread[8..]))
        {
            return FrameStatus.BadPreludeCrc;
        }

        var total = BinaryPrimitives.ReadUInt32BigEndian(unread);
        var headersLength = BinaryPrimitives.ReadUInt32BigEndian(unread[4..]);
        if (headersLength > MaxHeadersLength || total < Overhead + headersLength || total - Overhead - headersLength > MaxPayloadLength)
        {
            return FrameStatus.BadLength;
        }

        if (unread.Length < total)
        {
            return FrameStatus.Incomplete;
        }

        var bytes = unread[..(int)total];
        if (Crc32.Compute(bytes[..^4]) != BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]))
        {
            return FrameStatus.BadMessageCrc;
        }

        var headers = bytes.Slice(PreludeLength, (int)headersLength);
        if (!AreWellFormed(headers))
        {
            return FrameStatus.BadHeader;
        }

        frame = new EventStreamFrame(bytes.Length, headers, bytes[(PreludeLength + headers.Length)..^4]);
        return FrameStatus.Frame;
    }

    private static bool AreWellFormed(ReadOnlySpan<byte> bytes)
    {
        var headers = new EventStreamHeaders(bytes);
        var count = 0;
        while (headers.MoveNext())
        {
            if (count == MaxHeaders || IsNamedBefore(bytes, headers.Current.Name, count))
            {
                return false;
            }

            count++;
        }

        return !headers.IsMalformed;
    }

    private static bool IsNamedBefore(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name, int count)
    {
        var earlier = new EventStreamHeaders(bytes);
        for (var index = 0; index < count && earlier.MoveNext(); index++)
        {
            if (earlier.Current.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
