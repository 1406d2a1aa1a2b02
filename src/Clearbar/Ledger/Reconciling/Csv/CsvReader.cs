using System.Buffers;

namespace Clearbar.Ledger.Reconciling.Csv;

/// <summary>
/// Reads comma-separated rows one after another; only the current row is in memory. Use: <see cref="ReadRow"/> until false, the fields by index
/// between two calls; dispose it.
/// </summary>
/// <remarks>
/// Grammar (RFC 4180, section 2, with either line end and a byte order mark allowed):
/// <code>
/// file    = [BOM] *( row eol ) [row]        eol = CRLF | LF | CR
/// row     = field *( "," field )
/// field   = plain | DQUOTE *( not-DQUOTE | 2DQUOTE ) DQUOTE
/// plain   = any characters but "," CR LF; a DQUOTE inside it stands for itself
/// </code>
/// An empty line is skipped, as exports end with one.
/// </remarks>
public sealed class CsvReader(TextReader input) : IDisposable
{
    /// <summary>Longest row in characters: far above any cost export's, so that an unclosed quote is an error and not all of memory.</summary>
    public const int MaxRow = 4 * 1024 * 1024;

    private readonly List<(int Start, int End)> _fields = [];
    private char[] _input = ArrayPool<char>.Shared.Rent(64 * 1024);
    private char[] _row = ArrayPool<char>.Shared.Rent(4 * 1024);
    private int _position;
    private int _filled;
    private int _length;
    private bool _started;

    /// <summary>Number of the current row, the header being 1. A row may hold line breaks, so this is not a line number.</summary>
    public long RowNumber { get; private set; }

    /// <summary>Fields of the current row.</summary>
    public int Count => _fields.Count;

    /// <summary>A field of the current row, unquoted; empty beyond its end.</summary>
    public ReadOnlySpan<char> this[int index] =>
        (uint)index < (uint)_fields.Count ? _row.AsSpan(_fields[index].Start, _fields[index].End - _fields[index].Start) : default;

    /// <summary>Reads the next row; false at the end of the input.</summary>
    /// <exception cref="InvalidDataException">A row is longer than <see cref="MaxRow"/>, or a quoted field is not closed.</exception>
    public bool ReadRow()
    {
        SkipMark();
        while (true)
        {
            _fields.Clear();
            _length = 0;
            if (Peek() < 0)
            {
                return false;
            }

            RowNumber++;
            while (ReadField())
            {
            }

            if (_fields.Count > 1 || _length > 0)
            {
                return true;
            }

            RowNumber--;
        }
    }

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_input);
        ArrayPool<char>.Shared.Return(_row);
        _input = [];
        _row = [];
        input.Dispose();
    }

    private void SkipMark()
    {
        if (!_started)
        {
            _started = true;
            if (Peek() == '\uFEFF')
            {
                _position++;
            }
        }
    }

    /// <summary>Reads one field and what ends it; true when another field of the row follows.</summary>
    private bool ReadField()
    {
        var start = _length;
        if (Peek() == '"')
        {
            _position++;
            ReadQuoted();
        }

        while (true)
        {
            var next = Peek();
            if (next is < 0 or ',' or '\n' or '\r')
            {
                _fields.Add((start, _length));
                return End(next);
            }

            Append((char)next);
            _position++;
        }
    }

    private bool End(int next)
    {
        if (next < 0)
        {
            return false;
        }

        _position++;
        if (next == '\r' && Peek() == '\n')
        {
            _position++;
        }

        return next == ',';
    }

    private void ReadQuoted()
    {
        while (true)
        {
            var next = Peek();
            if (next < 0)
            {
                throw new InvalidDataException($"CSV row {RowNumber}: a quoted field is not closed before the end of the file.");
            }

            _position++;
            if (next == '"')
            {
                if (Peek() != '"')
                {
                    return;
                }

                _position++;
            }

            Append((char)next);
        }
    }

    private void Append(char value)
    {
        if (_length == _row.Length)
        {
            Grow();
        }

        _row[_length++] = value;
    }

    private void Grow()
    {
        if (_length >= MaxRow)
        {
            throw new InvalidDataException($"CSV row {RowNumber} is longer than {MaxRow} characters; is a quote not closed?");
        }

        var larger = ArrayPool<char>.Shared.Rent(_length * 2);
        _row.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_row);
        _row = larger;
    }

    private int Peek()
    {
        if (_position == _filled)
        {
            _position = 0;
            _filled = input.Read(_input, 0, _input.Length);
            if (_filled <= 0)
            {
                _filled = 0;
                return -1;
            }
        }

        return _input[_position];
    }
}
