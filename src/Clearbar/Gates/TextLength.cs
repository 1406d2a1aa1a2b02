using System.Text;

namespace Clearbar.Gates;

/// <summary>
/// Counts a text as it arrives, in any pieces: Unicode characters and lines of the trimmed text, and words. Every count only grows, which is what
/// makes an early refusal safe.
/// </summary>
internal struct TextLength
{
    private int _trailing;
    private int _trailingBreaks;
    private bool _inWord;
    private bool _any;

    /// <summary>Unicode scalar values without white space at the ends; half a surrogate pair counts as one.</summary>
    public int Chars { get; private set; }

    public int Words { get; private set; }

    /// <summary>Zero for a text of white space.</summary>
    public int Lines { get; private set; }

    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var current in text)
        {
            if (char.IsWhiteSpace(current))
            {
                _inWord = false;
                _trailing++;
                _trailingBreaks += current == '\n' ? 1 : 0;
                continue;
            }

            Words += _inWord ? 0 : 1;
            _inWord = true;
            // White space counts once something follows it, and at the start never. A low surrogate belongs to the character before it.
            Chars += (_any ? _trailing : 0) + (char.IsLowSurrogate(current) ? 0 : 1);
            Lines += _any ? _trailingBreaks : 1;
            _any = true;
            _trailing = 0;
            _trailingBreaks = 0;
        }
    }
}
