using System.Globalization;
using Clearbar.Pricing;

namespace Clearbar.Dashboard.Amounts;

/// <summary>Words amounts of US dollars. A rounded amount never hides that there is one: what would round to zero reads "under".</summary>
public static class MoneyText
{
    /// <summary>Micro-dollars: finer amounts are of no use to a reader who can point at the figure for the exact one.</summary>
    private const int MostDecimals = 6;

    /// <summary>Every digit, for example <c>$0.047205</c> or <c>−$1.5</c>.</summary>
    public static string Exact(Usd amount) => amount.Amount < 0 ? "−$" + new Usd(-amount.Amount) : "$" + amount;

    /// <summary>Rounded to three significant digits or to cents, whichever is more precise.</summary>
    public static string Short(Usd amount) => Rounded(amount, DecimalsFor(amount));

    /// <summary>Decimals that show an amount to three significant digits: 2 (cents) to 6 (micro-dollars).</summary>
    public static int DecimalsFor(Usd amount)
    {
        var size = Math.Abs(amount.Amount);
        var decimals = 2;
        for (var step = 1m; decimals < MostDecimals && size < step && size > 0; step /= 10)
        {
            decimals++;
        }

        return decimals;
    }

    /// <summary>Decimals for a column of amounts: those its largest needs.</summary>
    public static int DecimalsFor(IEnumerable<Usd> column)
    {
        var largest = Usd.Zero;
        foreach (var amount in column)
        {
            var size = new Usd(Math.Abs(amount.Amount));
            largest = size > largest ? size : largest;
        }

        return DecimalsFor(largest);
    }

    /// <summary>Rounded half away from zero, for example <c>$1,234.50</c>, <c>−$0.02</c>, <c>&lt;$0.01</c> or <c>$0</c>.</summary>
    public static string Rounded(Usd amount, int decimals)
    {
        if (amount.Amount == 0)
        {
            return "$0";
        }

        var size = Math.Abs(amount.Amount);
        var rounded = decimal.Round(size, decimals, MidpointRounding.AwayFromZero);
        var sign = amount.Amount < 0 ? "−" : string.Empty;
        return rounded == 0
            ? sign + "<$" + new decimal(1, 0, 0, false, (byte)decimals).ToString(CultureInfo.InvariantCulture)
            : sign + "$" + rounded.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
