using System.Buffers.Text;
using System.Text;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>
/// Reads one HTTP/1.1 answer out of whatever pieces it comes in (RFC 9112):
/// <code>
/// answer = "HTTP/1.1 200 ..." CRLF *( field CRLF ) CRLF ( content-length bytes / *chunk "0" CRLF CRLF )
/// chunk  = size-in-hex CRLF bytes CRLF
/// </code>
/// An answer has either a length or chunks; trailers and chunk extensions are not sent by any of the servers measured.
/// </summary>
/// <param name="capacity">Bytes to begin with; it grows with the answer.</param>
internal sealed class ResponseBuffer(int capacity)
{
    private byte[] _raw = new byte[capacity];
    private byte[] _body = new byte[capacity];
    private int _end;
    private int _at;
    private int _bodyLength;
    private int _declared;
    private bool _chunked;

    public bool IsComplete { get; private set; }

    /// <summary>At least one byte of the body has come.</summary>
    public bool HasBody => _bodyLength > 0;

    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _bodyLength);

    public void Reset()
    {
        _end = _at = _bodyLength = 0;
        IsComplete = false;
    }

    public Memory<byte> Space()
    {
        if (_raw.Length - _end < 4096)
        {
            Array.Resize(ref _raw, _raw.Length * 2);
        }

        return _raw.AsMemory(_end);
    }

    /// <summary>Takes in what was read into <see cref="Space"/>.</summary>
    /// <exception cref="BenchException">The status is not 200, or the answer has neither length nor chunks.</exception>
    public void Added(int count)
    {
        _end += count;
        if (_at == 0 && !TryReadHead())
        {
            return;
        }

        if (_chunked)
        {
            while (!IsComplete && TryReadChunk())
            {
            }

            return;
        }

        Append(_raw.AsSpan(_at, _end - _at));
        _at = _end;
        IsComplete = _bodyLength >= _declared;
    }

    private bool TryReadHead()
    {
        var length = _raw.AsSpan(0, _end).IndexOf("\r\n\r\n"u8);
        if (length < 0)
        {
            return false;
        }

        var head = _raw.AsSpan(0, length);
        if (!head.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new BenchException($"An answer is not a 200:\n{Encoding.UTF8.GetString(_raw.AsSpan(0, Math.Min(_end, 2000)))}");
        }

        _at = length + 4;
        _chunked = false;
        _declared = -1;
        foreach (var line in head.Split("\r\n"u8))
        {
            ReadField(head[line]);
        }

        if (!_chunked && _declared < 0)
        {
            throw new BenchException("An answer has neither content-length nor chunks.");
        }

        return true;
    }

    private void ReadField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return;
        }

        var value = line[(colon + 1)..].Trim((byte)' ');
        if (Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8) && Utf8Parser.TryParse(value, out int declared, out _))
        {
            _declared = declared;
        }

        _chunked |= Ascii.EqualsIgnoreCase(line[..colon], "transfer-encoding"u8) && Ascii.EqualsIgnoreCase(value, "chunked"u8);
    }

    private bool TryReadChunk()
    {
        var rest = _raw.AsSpan(_at, _end - _at);
        var line = rest.IndexOf("\r\n"u8);
        if (line < 0)
        {
            return false;
        }

        if (!Utf8Parser.TryParse(rest[..line], out int size, out _, 'x'))
        {
            throw new BenchException($"A chunk's size cannot be read: {Encoding.UTF8.GetString(rest[..Math.Min(line, 40)])}");
        }

        if (rest.Length < line + 2 + size + 2)
        {
            return false;
        }

        Append(rest.Slice(line + 2, size));
        _at += line + 2 + size + 2;
        IsComplete = size == 0;
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (_body.Length - _bodyLength < bytes.Length)
        {
            Array.Resize(ref _body, _body.Length * 2);
        }

        bytes.CopyTo(_body.AsSpan(_bodyLength));
        _bodyLength += bytes.Length;
    }
}
