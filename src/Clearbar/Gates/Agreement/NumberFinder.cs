namespace Clearbar.Gates.Agreement;

/// <summary>
/// Finds the first number in a text.
/// <code>
/// number = [ "-" ] ( 1*3DIGIT 1*( "," 3DIGIT ) / 1*DIGIT ) [ "." 1*DIGIT ]
/// </code>
/// A minus counts only where no letter or digit stands before it (<c>3-4</c> is 3); digits inside a word (<c>H2O</c>) are no number.
/// </summary>
internal static class NumberFinder
{
    /// <summary>The number in canonical form (<see cref="CanonicalJson.Number"/>), or null.</summary>
    public static string? First(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                continue;
            }

            var start = at;
            at = End(text, at);
            if (start > 0 && char.IsLetter(text[start - 1]))
            {
                continue;
            }

            var negative = start > 0 && text[start - 1] is '-' or '\u2212' && (start == 1 || !char.IsLetterOrDigit(text[start - 2]));
            var digits = text[start..at].Replace(",", "", StringComparison.Ordinal);
            return CanonicalJson.Number(negative ? "-" + digits : digits);
        }

        return null;
    }

    private static int End(string text, int at)
    {
        var start = at;
        Digits(text, ref at);
        // Groups of three make thousands only from the first group on: "1,234,567", but "10, 20" and "1234,567" are two numbers.
        while ((at - start <= 3 || text.AsSpan(start, at - start).Contains(',')) && IsGroup(text, at))
        {
            at += 4;
        }

        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            Digits(text, ref at);
        }

        return at;
    }

    private static bool IsGroup(string text, int at) => at + 3 < text.Length && text[at] == ',' && char.IsAsciiDigit(text[at + 1])
        && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3]) && (at + 4 == text.Length || !char.IsAsciiDigit(text[at + 4]));

    private static void Digits(string text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }
}
