using System.Globalization;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Reads a number as people write it.</summary>
/// <remarks>
/// <code>
/// written  = [ "-" ] *( letter / sign / SP ) digits *( separator digits ) *( letter / sign / SP )
/// sign     = any of $ € £ ¥ # % + ( )
/// separator = "." / "," / "'" / SP / no-break space
/// </code>
/// The last of two kinds of separator is the decimal one; a kind that occurs more than once separates thousands, and so does a single comma, space or
/// apostrophe before exactly three digits.
/// </remarks>
internal static class WrittenNumber
{
    /// <summary>Longer digits are an identifier, not a number that could be rounded or grouped.</summary>
    private const int MostCharacters = 24;

    /// <param name="decimals">Digits behind the decimal separator, as written.</param>
    public static bool TryRead(ReadOnlySpan<char> written, out decimal number, out int decimals)
    {
        (number, decimals) = (0, 0);
        var first = written.IndexOfAnyInRange('0', '9');
        var last = written.LastIndexOfAnyInRange('0', '9');
        if (first < 0 || last - first >= MostCharacters || !IsTrim(written[..first]) || !IsTrim(written[(last + 1)..]))
        {
            return false;
        }

        var core = written[first..(last + 1)];
        if (!TryFindPoint(core, out var point))
        {
            return false;
        }

        Span<char> plain = stackalloc char[MostCharacters + 1];
        var length = 0;
        for (var i = 0; i < core.Length; i++)
        {
            if (char.IsAsciiDigit(core[i]))
            {
                plain[length++] = core[i];
            }
            else if (i == point)
            {
                plain[length++] = '.';
            }
        }

        decimals = point < 0 ? 0 : core.Length - point - 1;
        var isRead = decimal.TryParse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
        number = written[0] is '-' or '−' ? -number : number;
        return isRead;
    }

    private static bool IsTrim(ReadOnlySpan<char> around)
    {
        foreach (var unit in around)
        {
            if (!char.IsLetter(unit) && !" $€£¥#%+()-−".Contains(unit, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the decimal separator stands, -1 for none; false when this is no number.</summary>
    private static bool TryFindPoint(ReadOnlySpan<char> core, out int point)
    {
        point = -1;
        var previous = '\0';
        var (kinds, count) = (0, 0);
        for (var i = 0; i < core.Length; i++)
        {
            if (char.IsAsciiDigit(core[i]))
            {
                continue;
            }

            if (!IsSeparator(core[i]) || !char.IsAsciiDigit(core[i + 1]))
            {
                return false;
            }

            kinds += core[i] == previous ? 0 : 1;
            count = core[i] == previous ? count + 1 : 1;
            (previous, point) = (core[i], i);
        }

        var groups = kinds == 1 && (count > 1 || (previous != '.' && core.Length - point == 4 && point <= 3));
        if (groups || previous is not ('.' or ','))
        {
            point = -1;
        }

        return kinds <= 2 && (kinds < 2 || count == 1);
    }

    private static bool IsSeparator(char unit) => unit is '.' or ',' or '\'' or '’' or ' ' or '\u00A0' or '\u202F';
}
