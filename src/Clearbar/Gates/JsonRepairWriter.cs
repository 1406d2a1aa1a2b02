using System.Buffers;

namespace Clearbar.Gates;

/// <summary>
/// Copies one bracketed value, repairing as it goes. It balances brackets and quotes and leaves the judgement of everything else to a strict
/// reader afterwards, so a mistake here can only reject an answer, never accept a broken one.
/// </summary>
internal ref struct JsonRepairWriter
{
    private const int ControlEscapeLength = 6;
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\',
    ]);

    private byte[] _buffer;
    private int _length;

    public JsonRepairWriter(int expectedLength)
    {
        _buffer = new byte[expectedLength + ControlEscapeLength];
        _length = 0;
    }

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Copies the value that starts at <paramref name="text"/>'s first byte, an opening bracket.</summary>
    /// <returns>Input bytes read up to and including the matching bracket; 0 when there is none, or brackets cross, or nest too deep.</returns>
    public int CopyBalanced(ReadOnlySpan<byte> text)
    {
        // One bit per open bracket, 1 for an object; StrictJson.MaxDepth is 64 and so is the word.
        var openObjects = 0UL;
        var depth = 0;
        var previous = (byte)0;
        var danglingComma = -1;
        var at = 0;
        while (at < text.Length)
        {
            var current = text[at];
            if (current == (byte)'"')
            {
                var length = CopyString(text[at..]);
                if (length == 0)
                {
                    return 0;
                }

                at += length;
                previous = current;
                danglingComma = -1;
                continue;
            }

            at++;
            if (current is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                Append(current);
                continue;
            }

            if (!TryNest(current, ref openObjects, ref depth))
            {
                return 0;
            }

            if (danglingComma >= 0 && (current is (byte)'}' or (byte)']'))
            {
                _buffer[danglingComma] = (byte)' ';
            }

            // A comma is only "trailing" after an element: "[,]" and "{,}" stay wrong.
            danglingComma = current == (byte)',' && previous is not ((byte)',' or (byte)':' or (byte)'[' or (byte)'{') ? _length : -1;
            Append(current);
            previous = current;
            if (depth == 0)
            {
                return at;
            }
        }

        return 0;
    }

    private static bool TryNest(byte current, ref ulong openObjects, ref int depth)
    {
        switch (current)
        {
            case (byte)'{' or (byte)'[':
                openObjects = (openObjects << 1) | (current == (byte)'{' ? 1UL : 0UL);
                return ++depth <= StrictJson.MaxDepth;
            case (byte)'}' or (byte)']':
                var closesObject = (openObjects & 1) == 1;
                openObjects >>= 1;
                depth--;
                return closesObject == (current == (byte)'}');
            default:
                return true;
        }
    }

    // string = DQUOTE *( unescaped / escape / raw control character ) DQUOTE ; the raw ones are written as escapes.
    // A backslash before a raw control character is copied as it is: what was meant is not known, and the strict reader refuses it.
    private int CopyString(ReadOnlySpan<byte> text)
    {
        Append((byte)'"');
        var at = 1;
        while (true)
        {
            var run = text[at..].IndexOfAny(StringStops);
            if (run < 0)
            {
                return 0;
            }

            Append(text.Slice(at, run));
            at += run;
            var stop = text[at++];
            if (stop == (byte)'"')
            {
                Append(stop);
                return at;
            }

            if (stop != (byte)'\\')
            {
                AppendEscaped(stop);
                continue;
            }

            if (at == text.Length)
            {
                return 0;
            }

            Append(stop);
            Append(text[at++]);
        }
    }

    private void AppendEscaped(byte control)
    {
        switch (control)
        {
            case (byte)'\n':
                Append("\\n"u8);
                break;
            case (byte)'\r':
                Append("\\r"u8);
                break;
            case (byte)'\t':
                Append("\\t"u8);
                break;
            default:
                const string Hex = "0123456789abcdef";
                Append([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', (byte)Hex[control >> 4], (byte)Hex[control & 0xF]]);
                break;
        }
    }

    private void Append(byte value)
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        _buffer[_length++] = value;
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
