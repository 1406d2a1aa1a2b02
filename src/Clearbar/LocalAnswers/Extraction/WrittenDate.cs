namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Reads a date with a year as people write it, in English or German.</summary>
/// <remarks>
/// <code>
/// written = year sep month sep day / number sep number sep year      ; sep = "-" / "/" / "."
///         / day [ "." / ordinal ] [ "of" ] name [ "," ] year / name day [ ordinal ] [ "," ] year
/// year    = 4DIGIT / 2DIGIT                                          ; two digits only as the last part: 20xx
/// ordinal = "st" / "nd" / "rd" / "th"
/// </code>
/// A date without its year is not read: that year is not in the text.
/// </remarks>
internal static class WrittenDate
{
    private static readonly string[] Months =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember",
    ];

    /// <summary>1 to 12 for the name of a month or its first three letters; 0 for any other word.</summary>
    public static int MonthOf(ReadOnlySpan<char> word)
    {
        if (word.Length < 3)
        {
            return 0;
        }

        for (var i = 0; i < Months.Length; i++)
        {
            if (word.Equals(Months[i], StringComparison.OrdinalIgnoreCase)
                || (word.Length == 3 && Months[i].AsSpan(0, 3).Equals(word, StringComparison.OrdinalIgnoreCase))
                || (i == 8 && word.Equals("sept", StringComparison.OrdinalIgnoreCase)))
            {
                return (i % 12) + 1;
            }
        }

        return 0;
    }

    public static bool TryRead(ReadOnlySpan<char> written, bool dayFirst, out DateOnly date)
    {
        date = default;
        Span<(int Value, int Digits, bool IsName)> parts = stackalloc (int, int, bool)[3];
        if (!TrySplit(written, parts))
        {
            return false;
        }

        var (year, month, day) = parts switch
        {
            [{ IsName: false, Digits: 4 } y, { IsName: false } m, { IsName: false } d] => (y.Value, m.Value, d.Value),
            [{ IsName: false } d, { IsName: true } m, { IsName: false } y] => (YearOf(y), m.Value, d.Value),
            [{ IsName: true } m, { IsName: false } d, { IsName: false } y] => (YearOf(y), m.Value, d.Value),
            [{ IsName: false } a, { IsName: false } b, { IsName: false } y] => (YearOf(y), dayFirst ? b.Value : a.Value, dayFirst ? a.Value : b.Value),
            _ => (0, 0, 0),
        };
        if (year is < 1000 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    private static int YearOf((int Value, int Digits, bool IsName) part) => part.Digits switch { 4 => part.Value, 2 => 2000 + part.Value, _ => 0 };

    /// <summary>Exactly three parts, or false.</summary>
    private static bool TrySplit(ReadOnlySpan<char> written, Span<(int Value, int Digits, bool IsName)> parts)
    {
        var count = 0;
        for (var i = 0; i < written.Length;)
        {
            var start = i;
            while (i < written.Length && char.IsAsciiDigit(written[i]))
            {
                i++;
            }

            if (i > start)
            {
                if (count == parts.Length || i - start > 4)
                {
                    return false;
                }

                parts[count++] = (int.Parse(written[start..i], System.Globalization.CultureInfo.InvariantCulture), i - start, false);
                continue;
            }

            while (i < written.Length && char.IsLetter(written[i]))
            {
                i++;
            }

            if (i == start)
            {
                if (!" ,.-/".Contains(written[i++], StringComparison.Ordinal))
                {
                    return false;
                }
            }
            else if (MonthOf(written[start..i]) is > 0 and var month && count < parts.Length)
            {
                parts[count++] = (month, 0, true);
            }
            else if (written[start..i] is not ("of" or "st" or "nd" or "rd" or "th"))
            {
                return false;
            }
        }

        return count == parts.Length;
    }
}
