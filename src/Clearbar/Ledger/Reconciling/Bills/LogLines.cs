using System.Buffers;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>Splits a stream into lines of bytes; one line at a time is in memory. A line is valid until the next is read.</summary>
internal sealed class LogLines(Stream input) : IDisposable
{
    /// <summary>Longest line in bytes. Logged bodies are cut at about 100 KB and put elsewhere, so this is far above any record's.</summary>
    public const int MaxLine = 64 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private int _start;
    private int _filled;
    private bool _ended;

    /// <exception cref="InvalidDataException">A line is longer than <see cref="MaxLine"/>.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _filled - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var end = searched + found;
                line = _buffer.AsMemory(_start, end - _start);
                _start = end + 1;
                return true;
            }

            if (_ended)
            {
                line = _buffer.AsMemory(_start, _filled - _start);
                _start = _filled;
                return line.Length > 0;
            }

            var length = _filled - _start;
            Fill();
            searched = _start + length;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        input.Dispose();
    }

    private void Fill()
    {
        var length = _filled - _start;
        if (length > MaxLine)
        {
            throw new InvalidDataException($"A line is longer than {MaxLine} bytes: this is not newline-delimited JSON.");
        }

        if (_filled == _buffer.Length)
        {
            var larger = length * 2 > _buffer.Length ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
            _buffer.AsSpan(_start, length).CopyTo(larger);
            if (larger != _buffer)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }

            _start = 0;
            _filled = length;
        }

        var read = input.Read(_buffer, _filled, _buffer.Length - _filled);
        _filled += read;
        _ended = read == 0;
    }
}
