namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// What kind of characters a piece of text has, without the characters: digits as 9, letters as a or A, the rest as it is. Part of the file formats.
/// </summary>
internal static class SpanShape
{
    private const int LongestFine = 24;

    /// <summary>
    /// Hash of the coarse shape, in which runs count as one: <c>AB-123</c> is <c>A-9</c>, <c>Jane Doe</c> is <c>Aa Aa</c>. An e-mail address is one
    /// shape, and so is the name of a month.
    /// </summary>
    public static uint Coarse(ReadOnlySpan<char> piece)
    {
        if (IsEmail(piece))
        {
            return Fold(Bits.Add(Bits.Start, '@'));
        }

        var (hash, previous) = (Bits.Start, '\0');
        for (var i = 0; i < piece.Length; i++)
        {
            var end = i;
            while (end < piece.Length && char.IsLetter(piece[end]))
            {
                end++;
            }

            if (end > i && WrittenDate.MonthOf(piece[i..end]) > 0)
            {
                (hash, previous, i) = (Bits.Add(hash, 'M'), 'M', end - 1);
                continue;
            }

            var kind = KindOf(piece[i]);
            hash = kind == previous ? hash : Bits.Add(hash, kind);
            previous = kind;
        }

        return Fold(hash);
    }

    /// <summary>Hash of the shape with the length of every run.</summary>
    public static uint Fine(ReadOnlySpan<char> piece)
    {
        var hash = Bits.Start;
        foreach (var unit in piece.Length > LongestFine ? piece[..LongestFine] : piece)
        {
            hash = Bits.Add(hash, KindOf(unit));
        }

        return Fold(hash);
    }

    public static uint Fold(ulong hash) => (uint)(Bits.Mix(hash) >> 32);

    private static char KindOf(char unit) => unit switch
    {
        _ when char.IsDigit(unit) => '9',
        _ when char.IsUpper(unit) => 'A',
        _ when char.IsLetter(unit) => 'a',
        _ when char.IsWhiteSpace(unit) => ' ',
        _ => unit,
    };

    private static bool IsEmail(ReadOnlySpan<char> piece)
    {
        var at = piece.IndexOf('@');
        return at > 0 && piece[(at + 1)..].IndexOf('.') > 0 && piece.LastIndexOf('@') == at && !piece.Contains(' ') && char.IsLetterOrDigit(piece[^1]);
    }
}
