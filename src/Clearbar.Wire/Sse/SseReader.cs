namespace Clearbar.Wire.Sse;

/// <summary>
/// Reads server-sent events after the grammar of the WHATWG HTML standard, section 9.2.5.
/// <code>
/// stream  = [ BOM ] *event
/// event   = *( comment / field ) end-of-line
/// comment = ":" *any-char end-of-line
/// field   = 1*name-char [ ":" [ space ] *any-char ] end-of-line
/// end-of-line = CR LF / CR / LF
/// </code>
/// </summary>
public static class SseReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads the first block of <paramref name="unread"/>; false when its blank line has not come yet, and then nothing is consumed.
    /// A carriage return that is the very last byte may be half of CR LF, so it ends a line only with <paramref name="endOfStream"/>.
    /// </summary>
    /// <param name="unread">Bytes from the start of a block on.</param>
    /// <param name="sse">The block that was read.</param>
    /// <param name="atStart">These are the first bytes of the stream: a byte order mark is skipped.</param>
    /// <param name="endOfStream">No more bytes will come.</param>
    public static bool TryReadEvent(ReadOnlySpan<byte> unread, out SseEvent sse, bool atStart = false, bool endOfStream = false)
    {
        sse = default;
        var position = atStart && unread.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> data = default;
        var dataLines = 0;
        var first = position;
        while (TryReadLine(unread, ref position, endOfStream, out var line))
        {
            if (line.IsEmpty)
            {
                var joined = dataLines > 1 ? JoinData(unread[first..position], dataLines) : data;
                sse = new SseEvent(position, name, joined, dataLines > 0);
                return true;
            }

            SplitField(line, out var field, out var value);
            if (field.SequenceEqual("data"u8))
            {
                data = value;
                dataLines++;
            }
            else if (field.SequenceEqual("event"u8))
            {
                name = value;
            }
        }

        return false;
    }

    private static bool TryReadLine(ReadOnlySpan<byte> bytes, scoped ref int position, bool endOfStream, out ReadOnlySpan<byte> line)
    {
        line = default;
        var rest = bytes[position..];
        var length = rest.IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
        {
            return false;
        }

        var next = length + 1;
        if (rest[length] == '\r')
        {
            if (next == rest.Length && !endOfStream)
            {
                return false;
            }

            if (next < rest.Length && rest[next] == '\n')
            {
                next++;
            }
        }

        line = rest[..length];
        position += next;
        return true;
    }

    private static void SplitField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            field = line;
            value = default;
            return;
        }

        field = line[..colon];
        value = line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == ' ')
        {
            value = value[1..];
        }
    }

    // Several data lines are rare (no model API sends them), so only they pay for a copy.
    private static byte[] JoinData(ReadOnlySpan<byte> block, int lines)
    {
        var joined = new byte[block.Length];
        var length = 0;
        var position = 0;
        while (lines > 0 && TryReadLine(block, ref position, endOfStream: true, out var line))
        {
            SplitField(line, out var field, out var value);
            if (!field.SequenceEqual("data"u8))
            {
                continue;
            }

            value.CopyTo(joined.AsSpan(length));
            length += value.Length;
            if (--lines > 0)
            {
                joined[length++] = (byte)'\n';
            }
        }

        return joined[..length];
    }
}
