using System.Globalization;

namespace Clearbar.Dashboard.Amounts;

/// <summary>Words parts of a whole. Never says all or nothing of what is not.</summary>
public static class ShareText
{
    /// <summary>Tenths of a percent in a whole.</summary>
    public const int Whole = 1000;

    /// <summary>A part as a percentage with one decimal; negative parts keep their sign.</summary>
    public static string Percent(decimal part, decimal whole)
    {
        if (whole == 0)
        {
            return "–";
        }

        var percent = part / whole * 100;
        var rounded = decimal.Round(percent, 1, MidpointRounding.AwayFromZero);
        return (percent, rounded) switch
        {
            ( > 0, 0) => "<0.1 %",
            ( < 0, 0) => "−<0.1 %",
            ( < 100, 100) => ">99.9 %",
            _ => (rounded < 0 ? "−" : string.Empty) + Math.Abs(rounded).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        };
    }

    /// <summary>Words tenths of a percent of a part that is not empty.</summary>
    public static string Percent(int tenths, bool isEmpty) =>
        tenths == 0 && !isEmpty ? "<0.1 %" : (tenths / 10m).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>
    /// Splits a whole into tenths of a percent that add up to exactly 100.0 %, by largest remainders (Hamilton's method); earlier parts win
    /// ties. All zero when there is no whole.
    /// </summary>
    public static IReadOnlyList<int> Split(IReadOnlyList<long> parts)
    {
        var whole = parts.Sum();
        var tenths = new int[parts.Count];
        if (whole == 0)
        {
            return tenths;
        }

        var left = Whole;
        var remainders = new (Int128 Remainder, int Index)[parts.Count];
        for (var i = 0; i < tenths.Length; i++)
        {
            var (quotient, remainder) = Int128.DivRem((Int128)parts[i] * Whole, whole);
            tenths[i] = (int)quotient;
            left -= tenths[i];
            remainders[i] = (remainder, i);
        }

        foreach (var (_, index) in remainders.OrderByDescending(part => part.Remainder).ThenBy(part => part.Index).Take(left))
        {
            tenths[index]++;
        }

        return tenths;
    }
}
