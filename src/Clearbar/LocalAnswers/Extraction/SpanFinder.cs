namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// Finds the words of a text and the pieces of it that might be an answer: what holds a digit, an at sign or an inner separator, and what is
/// written with a capital. Plain words are no candidates. What is found belongs to the version of the file formats.
/// </summary>
internal static class SpanFinder
{
    /// <summary>A longer piece is a text, not an answer.</summary>
    public const int LongestSpan = 80;

    /// <summary>Candidates of one text; those behind are not considered.</summary>
    public const int MostSpans = 128;

    /// <summary>Words of one text; those behind are not considered.</summary>
    private const int MostWords = 1024;

    /// <summary>Words of one piece: an account number in groups of four has six.</summary>
    private const int MostWordsOfSpan = 6;

    /// <summary>The day of <c>2026-11-21T10:00</c>.</summary>
    private const int IsoDateLength = 10;

    private const string Prefixes = "#$€£¥+-@";
    private const string Suffixes = "%$€£°";

    public static List<TextWord> Words(ReadOnlySpan<char> text)
    {
        var words = new List<TextWord>(64);
        var (line, sentence) = (0, 0);
        for (var i = 0; i < text.Length && words.Count < MostWords;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                line += text[i] == '\n' ? 1 : 0;
                sentence += text[i] == '\n' || (text[i] is '.' or '?' or '!' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]))) ? 1 : 0;
                i++;
                continue;
            }

            var start = i++;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || Joins(text, i)))
            {
                i++;
            }

            var word = text[start..i];
            var hasDigit = word.IndexOfAnyInRange('0', '9') >= 0;
            var isMarked = hasDigit || char.IsUpper(word[0]) || word.IndexOfAny("-_.@") >= 0 || WrittenDate.MonthOf(word) > 0;
            words.Add(new TextWord(start, i, line, sentence, isMarked, hasDigit));
        }

        return words;
    }

    /// <summary>The candidates in the order of the words they begin in, each once.</summary>
    public static List<TextSpan> Spans(ReadOnlySpan<char> text, List<TextWord> words)
    {
        var spans = new List<TextSpan>(32);
        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < words.Count && spans.Count < MostSpans; i++)
        {
            if (words[i].IsMarked)
            {
                AddWord(text, words[i], i, spans, seen);
                AddRuns(text, words, i, spans, seen);
            }
        }

        if (spans.Count > MostSpans)
        {
            spans.RemoveRange(MostSpans, spans.Count - MostSpans);
        }

        return spans;
    }

    /// <summary>A separator between two letters or digits holds a word together; a comma, slash or colon only between digits.</summary>
    private static bool Joins(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at + 1]))
        {
            return false;
        }

        return text[at] is '-' or '_' or '.' or '@' or '+'
            || (text[at] is ',' or '/' or ':' or '\'' && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]));
    }

    private static void AddWord(ReadOnlySpan<char> text, TextWord word, int index, List<TextSpan> spans, HashSet<(int, int)> seen)
    {
        Add(word.Start, word.End, SpanKind.Word);
        if (!word.HasDigit)
        {
            return;
        }

        var (start, end) = (word.Start, word.End);
        start -= start > 0 && Prefixes.Contains(text[start - 1], StringComparison.Ordinal) && (start == 1 || !char.IsLetterOrDigit(text[start - 2])) ? 1 : 0;
        end += end < text.Length && Suffixes.Contains(text[end], StringComparison.Ordinal) ? 1 : 0;
        Add(start, end, SpanKind.Signed);
        var (first, last) = (word.Start, word.End);
        while (first < last && char.IsLetter(text[first]))
        {
            first++;
        }

        while (last > first && char.IsLetter(text[last - 1]))
        {
            last--;
        }

        if (first < last && char.IsAsciiDigit(text[first]) && char.IsAsciiDigit(text[last - 1]))
        {
            Add(first, last, SpanKind.Bared);
        }

        if (word.End - word.Start > IsoDateLength && text[word.Start + IsoDateLength] is ('T' or 't')
            && WrittenDate.TryRead(text.Slice(word.Start, IsoDateLength), dayFirst: true, out _))
        {
            Add(word.Start, word.Start + IsoDateLength, SpanKind.Part);
        }

        AddParts(text, word, index, spans, seen);

        void Add(int from, int to, SpanKind kind) => AddOnce(new TextSpan(from, to - from, kind, index, index), spans, seen);
    }

    /// <summary>Every run of the word's parts that holds a digit; of a word of many parts only single ones.</summary>
    private static void AddParts(ReadOnlySpan<char> text, TextWord word, int index, List<TextSpan> spans, HashSet<(int, int)> seen)
    {
        const int ManyParts = 4;
        Span<int> starts = stackalloc int[LongestSpan];
        var parts = 0;
        for (var i = word.Start; i < word.End && parts < starts.Length; i++)
        {
            if (i == word.Start || !char.IsLetterOrDigit(text[i - 1]))
            {
                starts[parts++] = i;
            }
        }

        for (var first = 0; first < parts; first++)
        {
            for (var last = first; last < (parts > ManyParts ? first + 1 : parts); last++)
            {
                var end = last + 1 == parts ? word.End : starts[last + 1] - 1;
                if (text[starts[first]..end].IndexOfAnyInRange('0', '9') >= 0)
                {
                    AddOnce(new TextSpan(starts[first], end - starts[first], SpanKind.Part, index, index), spans, seen);
                }
            }
        }
    }

    /// <summary>Several words on a line with a space between them: all with a capital, or with a digit among them.</summary>
    private static void AddRuns(ReadOnlySpan<char> text, List<TextWord> words, int first, List<TextSpan> spans, HashSet<(int, int)> seen)
    {
        var hasDigit = words[first].HasDigit;
        for (var last = first + 1; last < words.Count && last < first + MostWordsOfSpan; last++)
        {
            var gap = text[words[last - 1].End..words[last].Start];
            if (gap is not (" " or ", " or ". " or ") ") || (!words[last].IsMarked && text[words[last].Start..words[last].End] is not "of"))
            {
                return;
            }

            hasDigit |= words[last].HasDigit;
            if (words[last].IsMarked && (hasDigit || (gap is " " && char.IsUpper(text[words[last].Start]) && char.IsUpper(text[words[first].Start]))))
            {
                var start = words[first].Start;
                AddOnce(new TextSpan(start, words[last].End - start, SpanKind.Words, first, last), spans, seen);
                if (start > 0 && text[start - 1] is ('+' or '('))
                {
                    AddOnce(new TextSpan(start - 1, words[last].End - start + 1, SpanKind.Signed, first, last), spans, seen);
                }
            }
        }
    }

    private static void AddOnce(TextSpan span, List<TextSpan> spans, HashSet<(int, int)> seen)
    {
        if (span.Length <= LongestSpan && seen.Add((span.Start, span.Length)))
        {
            spans.Add(span);
        }
    }
}
