namespace Clearbar.Classes;

/// <summary>Writes a mask token by token; remembers what the next token's meaning depends on.</summary>
internal ref struct TemplateWriter(Span<char> destination)
{
    /// <summary>Words one name may have.</summary>
    private const int LongestName = 6;

    private readonly Span<char> _destination = destination;
    private int _length;

    // Where the last word's mark ends, and -1 when it is no mark: then the next mark has nothing to join.
    private int _markEnd = -1;

    // Words of a name that may still come; 0 when none is expected.
    private int _nameWords;

    // A line ended since the last word.
    private bool _newLine;

    // Whether the name has begun: then a small word such as "de" belongs to it.
    private bool _inName;

    public readonly ReadOnlySpan<char> Written => _destination[.._length];

    /// <summary>Neither a name nor a date goes on in the next line.</summary>
    public void EndLine()
    {
        _newLine = true;
        _markEnd = -1;
        _nameWords = 0;
        _inName = false;
    }

    public void Add(ReadOnlySpan<char> token, TokenShape shape)
    {
        // Nothing before it asks what this word is: a word of plain letters stands as it is, unless it is a day or a month.
        if (shape.IsPlain && _nameWords == 0 && _markEnd < 0 && TryAddPlain(token, shape.Letters))
        {
            return;
        }

        var start = 0;
        while (start < token.Length && !IsWordUnit(token[start]))
        {
            start++;
        }

        var end = token.Length;
        while (end > start && !IsWordUnit(token[end - 1]))
        {
            end--;
        }

        var lead = token[..start];
        var core = token[start..end];
        var tail = token[end..];
        if (core.IsEmpty)
        {
            AddWord(token, core, core);
            _markEnd = -1;
            return;
        }

        var isName = TakesName(core);
        if (isName || IsAddress(core) || (_markEnd >= 0 && VolatileWords.IsHalfOfDay(core)))
        {
            AddMarked(lead, tail);
        }
        else
        {
            var room = _destination[(_length + (_length > 0 ? 1 : 0) + lead.Length)..];
            var masked = TokenMask.Write(core, room);
            if (masked is [TemplateMask.Mark])
            {
                AddMarked(lead, tail);
            }
            else
            {
                AddWord(lead, masked, tail);
                _markEnd = -1;
            }
        }

        ExpectName(core, tail, isName);
    }

    private bool TryAddPlain(ReadOnlySpan<char> token, int letters)
    {
        var start = 0;
        while (!char.IsAsciiLetter(token[start]))
        {
            start++;
        }

        var end = token.Length;
        while (!char.IsAsciiLetter(token[end - 1]))
        {
            end--;
        }

        var core = token[start..end];
        if (core.Length != letters || VolatileWords.IsOfCalendar(core))
        {
            return false;
        }

        AddWord(token, [], []);
        ExpectName(core, token[end..], isName: false);
        return true;
    }

    // Joins the mark before it, as in "Saturday, 21 November": what stood between them is dropped with the second.
    private void AddMarked(ReadOnlySpan<char> lead, ReadOnlySpan<char> tail)
    {
        if (_markEnd >= 0 && lead.IsEmpty && _destination[_markEnd.._length].IndexOfAnyExcept(",.-/") < 0)
        {
            _length = _markEnd;
            tail.CopyTo(_destination[_length..]);
            _length += tail.Length;
            return;
        }

        AddWord(lead, [TemplateMask.Mark], tail);
        _markEnd = _length - tail.Length;
    }

    private void AddWord(ReadOnlySpan<char> lead, ReadOnlySpan<char> core, ReadOnlySpan<char> tail)
    {
        if (_length > 0)
        {
            _destination[_length++] = _newLine ? '\n' : ' ';
        }

        _newLine = false;

        lead.CopyTo(_destination[_length..]);
        _length += lead.Length;
        core.CopyTo(_destination[_length..]);
        _length += core.Length;
        tail.CopyTo(_destination[_length..]);
        _length += tail.Length;
    }

    private readonly bool TakesName(ReadOnlySpan<char> core) =>
        _nameWords > 0 && core.IndexOf(TemplateMask.Mark) < 0
        && ((char.IsUpper(core[0]) && !VolatileWords.AnnouncesName(core)) || (_inName && VolatileWords.IsNameParticle(core)));

    private void ExpectName(ReadOnlySpan<char> core, ReadOnlySpan<char> tail, bool isName)
    {
        if (VolatileWords.AnnouncesName(core))
        {
            // "the customer, who" announces nothing; "Customer:" and "\"name\":" do.
            _nameWords = tail.IndexOfAny(VolatileWords.EndOfPhrase) < 0 ? LongestName : 0;
            _inName = false;
        }
        else if (isName)
        {
            _nameWords = tail.IsEmpty ? _nameWords - 1 : 0;
            _inName = true;
        }
        else if (_inName || !core.SequenceEqual("is") || !tail.IsEmpty)
        {
            _nameWords = 0;
            _inName = false;
        }
    }

    // local@domain.tld: an at sign with something before it and a dot after it.
    private static bool IsAddress(ReadOnlySpan<char> core)
    {
        var at = core.IndexOf('@');
        return at > 0 && core[at..].IndexOf('.') > 1 && core.IndexOf("://") < 0;
    }

    private static bool IsWordUnit(char unit) => char.IsLetterOrDigit(unit) || unit == TemplateMask.Mark || char.IsSurrogate(unit);
}
