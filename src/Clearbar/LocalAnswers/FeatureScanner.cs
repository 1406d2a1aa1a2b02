using System.Globalization;

namespace Clearbar.LocalAnswers;

/// <summary>
/// Turns text into hashed features. Owns its buffers: one scanner serves one thread at a time and allocates nothing after construction.
/// The features are part of the file format: a change here needs a new format version.
/// </summary>
internal sealed class FeatureScanner
{
    /// <summary>Number of <see cref="FeatureKind"/> values.</summary>
    public const int KindCount = 5;

    private const int ShortestGram = 3;
    private const int LongestGram = 5;

    /// <summary>A stem is the first five characters: enough to tell words apart, short enough to drop English endings.</summary>
    private const int StemLength = 5;

    /// <summary>Stems further apart than this many words are not paired, so that long texts stay linear in time.</summary>
    private const int PairWindow = 12;

    /// <summary><see cref="Fold"/> of the ASCII characters, of which most texts are.</summary>
    private static readonly char[] s_folded = [.. Enumerable.Range(0, 128).Select(static unit => Fold((char)unit))];

    private readonly int _maxChars;
    private readonly char[] _text;
    private readonly int[] _wordStart;
    private readonly int[] _wordEnd;
    private readonly ulong[] _wordHash;
    private readonly ulong[] _stemHash;

    /// <param name="maxChars">Characters of a text that are considered; the rest is ignored.</param>
    public FeatureScanner(int maxChars)
    {
        _maxChars = maxChars;

        // A kept symbol becomes " ? ", so one input character can grow to two behind an existing space, plus the two outer borders.
        _text = new char[(3 * maxChars) + 2];
        var maxWords = maxChars + 1;
        _wordStart = new int[maxWords];
        _wordEnd = new int[maxWords];
        _wordHash = new ulong[maxWords];
        _stemHash = new ulong[maxWords];
    }

    /// <summary>Finds every feature of a text and reports each occurrence.</summary>
    public void Scan<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        var length = Normalise(text.Length > _maxChars ? text[.._maxChars] : text);
        var words = FindWords(length);
        ScanWords(words, ref sink);
        ScanPairs(words, ref sink);
        for (var i = 0; i < words; i++)
        {
            ScanGrams(FeatureKind.WordGram, _text.AsSpan(_wordStart[i] - 1, _wordEnd[i] - _wordStart[i] + 2), ref sink);
        }

        if (words > 0)
        {
            ScanGrams(FeatureKind.TextGram, _text.AsSpan(0, length), ref sink);
        }
    }

    /// <summary>
    /// Finds words and word pairs only, the same as <see cref="Scan"/> does, in one pass and without writing the text anew: what a decision on the
    /// request's path can afford.
    /// </summary>
    /// <param name="text">The text, all of it.</param>
    /// <param name="sink">Takes the features.</param>
    public static void ScanWords<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        // Bits.Start is the hash of the empty word: before the first word, between two words, and after the last.
        var (previous, word) = (Bits.Start, Bits.Start);
        foreach (var unit in text)
        {
            var kept = unit < s_folded.Length ? s_folded[unit] : Fold(unit);
            if (kept < 128 ? kept is '0' or >= 'a' : IsWordUnit(kept))
            {
                word = Bits.Add(word, kept);
                continue;
            }

            if (kept == '\0')
            {
                continue;
            }

            if (word != Bits.Start)
            {
                AddWord(ref previous, word, ref sink);
                word = Bits.Start;
            }

            if (kept != ' ')
            {
                AddWord(ref previous, Bits.Add(Bits.Start, kept), ref sink);
            }
        }

        if (word != Bits.Start)
        {
            AddWord(ref previous, word, ref sink);
        }

        if (previous != Bits.Start)
        {
            sink.Add(FeatureKind.WordPair, Bits.Key(Bits.Combine(previous, Bits.Start), (uint)FeatureKind.WordPair));
        }
    }

    private static void AddWord<TSink>(ref ulong previous, ulong word, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        sink.Add(FeatureKind.Word, Bits.Key(word, (uint)FeatureKind.Word));
        sink.Add(FeatureKind.WordPair, Bits.Key(Bits.Combine(previous, word), (uint)FeatureKind.WordPair));
        previous = word;
    }

    /// <summary>
    /// Writes the normal form: <c>SP *( word SP )</c>, words in lower case, each digit as 0 (amounts and dates say little, their shape
    /// does),
    /// apostrophes dropped (<c>don't</c> = <c>dont</c>), the marks ? ! % and currency signs as words of their own, all else as a space.
    /// </summary>
    private int Normalise(ReadOnlySpan<char> text)
    {
        var to = _text;
        var n = 0;
        to[n++] = ' ';
        foreach (var unit in text)
        {
            var kept = Fold(unit);
            if (kept == '\0')
            {
                continue;
            }

            var mark = kept != ' ' && !IsWordUnit(kept);
            if (mark || kept == ' ')
            {
                if (to[n - 1] != ' ')
                {
                    to[n++] = ' ';
                }
            }

            if (kept != ' ')
            {
                to[n++] = kept;
            }

            if (mark)
            {
                to[n++] = ' ';
            }
        }

        if (to[n - 1] != ' ')
        {
            to[n++] = ' ';
        }

        return n;
    }

    /// <summary>
    /// The normal form of one UTF-16 unit: itself in lower case, 0 for a digit, a space for a separator, NUL for "leave out".
    /// </summary>
    private static char Fold(char unit)
    {
        if (char.IsAsciiLetterLower(unit))
        {
            return unit;
        }

        if (unit is '\'' or '\u2019')
        {
            return '\0';
        }

        if (char.IsDigit(unit))
        {
            return '0';
        }

        if (IsWordUnit(unit))
        {
            return char.ToLowerInvariant(unit);
        }

        return unit is '?' or '!' or '%' || char.GetUnicodeCategory(unit) == UnicodeCategory.CurrencySymbol ? unit : ' ';
    }

    private static bool IsWordUnit(char unit)
        => char.IsLetterOrDigit(unit)
            || (unit > 127 && char.GetUnicodeCategory(unit) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private int FindWords(int length)
    {
        var words = 0;
        var start = 1;
        for (var i = 1; i < length; i++)
        {
            if (_text[i] != ' ')
            {
                continue;
            }

            _wordStart[words] = start;
            _wordEnd[words] = i;
            var hash = Bits.Start;
            for (var j = start; j < i; j++)
            {
                hash = Bits.Add(hash, _text[j]);
                if (j - start < StemLength)
                {
                    _stemHash[words] = hash;
                }
            }

            _wordHash[words++] = hash;
            start = i + 1;
        }

        return words;
    }

    private void ScanWords<TSink>(int words, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        var previous = Bits.Start;
        for (var i = 0; i < words; i++)
        {
            AddWord(ref previous, _wordHash[i], ref sink);
        }

        if (words > 0)
        {
            sink.Add(FeatureKind.WordPair, Bits.Key(Bits.Combine(previous, Bits.Start), (uint)FeatureKind.WordPair));
        }
    }

    private void ScanPairs<TSink>(int words, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        for (var i = 0; i < words; i++)
        {
            var last = Math.Min(words - 1, i + PairWindow);
            for (var j = i + 1; j <= last; j++)
            {
                var low = Math.Min(_stemHash[i], _stemHash[j]);
                var high = Math.Max(_stemHash[i], _stemHash[j]);
                sink.Add(FeatureKind.StemPair, Bits.Key(Bits.Combine(low, high), (uint)FeatureKind.StemPair));
            }
        }
    }

    private static void ScanGrams<TSink>(FeatureKind kind, ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        for (var i = 0; i + ShortestGram <= text.Length; i++)
        {
            var hash = Bits.Start;
            var longest = Math.Min(LongestGram, text.Length - i);
            for (var n = 0; n < longest; n++)
            {
                hash = Bits.Add(hash, text[i + n]);
                if (n + 1 >= ShortestGram)
                {
                    sink.Add(kind, Bits.Key(hash, (uint)kind));
                }
            }
        }
    }
}
