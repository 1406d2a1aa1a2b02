namespace Clearbar.Pricing;

/// <summary>
/// Meters Claude Platform on AWS in whole consumption units. A metering record takes a whole number, so each hour reports what the running
/// total has grown by and the remainder is carried: a month is never off by more than one unit.
/// </summary>
/// <param name="usdPerCcu">Price of one unit in US dollars.</param>
public sealed class CcuMeter(decimal usdPerCcu)
{
    private ExactSum _total;
    private decimal _metered;

    /// <summary>Dollars metered so far, exact.</summary>
    public ExactSum Total => _total;

    /// <summary>Units of the running total that no hour has reported yet: 0 or more, less than 1.</summary>
    public decimal Carried => InUnits(_total) - _metered;

    /// <summary>Units of an amount, with their fraction.</summary>
    public decimal InUnits(ExactSum amount) => amount.Ninths / (9m * usdPerCcu);

    /// <summary>Adds one hour's charges and returns the whole units to report for it.</summary>
    public decimal AddHour(ExactSum charges)
    {
        _total += charges;
        var whole = decimal.Floor(InUnits(_total));
        var hour = whole - _metered;
        _metered = whole;
        return hour;
    }
}
