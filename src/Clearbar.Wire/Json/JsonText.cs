using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Clearbar.Wire.Json;

/// <summary>
/// Unescapes the inside of JSON strings (RFC 8259 section 7) without ever throwing: a lone surrogate escape stays a lone UTF-16 unit, so a
/// pair that a streaming upstream split over two events joins again, and bytes that are not UTF-8 become U+FFFD.
/// </summary>
internal static class JsonText
{
    private const int StackChars = 256;

    /// <summary>The text of a string token given without its quotes.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(raw);
        }

        var rented = ArrayPool<char>.Shared.Rent(raw.Length);
        var text = new string(rented, 0, Unescape(raw, rented));
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    /// <summary>Appends the text of a string token given without its quotes.</summary>
    public static void AppendTo(StringBuilder builder, ReadOnlySpan<byte> raw)
    {
        if (raw.Length <= StackChars)
        {
            Span<char> chars = stackalloc char[StackChars];
            builder.Append(chars[..Unescape(raw, chars)]);
            return;
        }

        var rented = ArrayPool<char>.Shared.Rent(raw.Length);
        builder.Append(rented, 0, Unescape(raw, rented));
        ArrayPool<char>.Shared.Return(rented);
    }

    /// <summary>Writes the text as UTF-16 and returns its length; <paramref name="destination"/> needs one char per raw byte.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<char> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
            {
                return written + Encoding.UTF8.GetChars(raw, destination[written..]);
            }

            written += Encoding.UTF8.GetChars(raw[..plain], destination[written..]);
            raw = raw[plain..];
            destination[written++] = ReadEscape(raw, out var consumed);
            raw = raw[consumed..];
        }
    }

    /// <summary>Length in bytes of the text as UTF-8, without building it. A lone surrogate counts three bytes.</summary>
    public static int MeasureUtf8(ReadOnlySpan<byte> raw)
    {
        var length = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
            {
                return length + raw.Length;
            }

            length += plain;
            raw = raw[plain..];
            var unit = ReadEscape(raw, out var consumed);
            raw = raw[consumed..];
            if (char.IsHighSurrogate(unit) && raw.StartsWith("\\u"u8) && char.IsLowSurrogate(ReadEscape(raw, out consumed)))
            {
                raw = raw[consumed..];
                length += 4;
                continue;
            }

            length += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
        }
    }

    /// <summary>Compares a string token given without its quotes with a word, escapes included.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> word) =>
        raw.SequenceEqual(word)
        || (raw.IndexOf((byte)'\\') >= 0 && string.Equals(Decode(raw), Encoding.UTF8.GetString(word), StringComparison.Ordinal));

    /// <summary>Position of the first byte that is not UTF-8, or -1.</summary>
    public static int FindInvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return -1;
        }

        var position = 0;
        while (Rune.DecodeFromUtf8(bytes[position..], out _, out var consumed) == OperationStatus.Done)
        {
            position += consumed;
        }

        return position;
    }

    // escape = "\" ( DQUOTE / "\" / "/" / b / f / n / r / t / u 4HEXDIG ); the reader has checked the syntax before.
    private static char ReadEscape(ReadOnlySpan<byte> raw, out int consumed)
    {
        consumed = 2;
        switch (raw[1])
        {
            case (byte)'b':
                return '\b';
            case (byte)'f':
                return '\f';
            case (byte)'n':
                return '\n';
            case (byte)'r':
                return '\r';
            case (byte)'t':
                return '\t';
            case (byte)'u':
                consumed = 6;
                return (char)ushort.Parse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            default:
                return (char)raw[1];
        }
    }
}
