using System.Globalization;
using Clearbar.Dashboard.Amounts;
using Clearbar.Dashboard.Figures;
using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>Spend over time as columns, stacked by rung.</summary>
public sealed record SpendChart
{
    public required IReadOnlyList<SpendColumn> Columns { get; init; }

    /// <summary>Rungs that cost something, in ladder order, for the legend.</summary>
    public required IReadOnlyList<string> Rungs { get; init; }

    /// <summary>The top of the scale: a round amount not below any column.</summary>
    public required Usd Top { get; init; }

    /// <summary>Length of a column, worded, for example <c>5 minutes</c>.</summary>
    public required string WidthWords { get; init; }

    public static SpendChart Of(SpendSeries series)
    {
        var columns = new List<SpendColumn>(series.Buckets.Count);
        var paid = new bool[series.Rungs.Count];
        for (var i = 0; i < series.Buckets.Count; i++)
        {
            var parts = new List<SpendPart>();
            var total = Usd.Zero;
            for (var rung = 0; rung < series.Rungs.Count; rung++)
            {
                var amount = series.Buckets[i][rung];
                total += amount;
                if (amount > Usd.Zero)
                {
                    paid[rung] = true;
                    parts.Add(new SpendPart(series.Rungs[rung], LadderOrder.Hue(series.Rungs[rung]), amount));
                }
            }

            columns.Add(new SpendColumn(Label(series.Start + (series.Width * i), series.Width), total, parts));
        }

        return new SpendChart
        {
            Columns = columns,
            Rungs = [.. series.Rungs.Where((_, rung) => paid[rung])],
            Top = RoundUp(columns.Max(static column => column.Total)),
            WidthWords = Words(series.Width),
        };
    }

    /// <summary>The next amount of the form 1, 2 or 5 times a power of ten; a dollar for nothing.</summary>
    public static Usd RoundUp(Usd amount)
    {
        if (amount <= Usd.Zero)
        {
            return new Usd(1);
        }

        var power = 1m;
        while (power < amount.Amount)
        {
            power *= 10;
        }

        while (power / 10 >= amount.Amount)
        {
            power /= 10;
        }

        return power / 5 >= amount.Amount ? new Usd(power / 5) : power / 2 >= amount.Amount ? new Usd(power / 2) : new Usd(power);
    }

    private static string Label(DateTimeOffset at, TimeSpan width) => at.UtcDateTime.ToString(
        width >= TimeSpan.FromDays(1) ? "d MMM" : width >= TimeSpan.FromMinutes(1) ? "d MMM HH:mm" : "HH:mm:ss",
        CultureInfo.InvariantCulture);

    private static string Words(TimeSpan width) => width switch
    {
        { TotalDays: >= 1 } => CountOf((long)width.TotalDays, "day"),
        { TotalHours: >= 1 } => CountOf((long)width.TotalHours, "hour"),
        { TotalMinutes: >= 1 } => CountOf((long)width.TotalMinutes, "minute"),
        _ => CountOf((long)width.TotalSeconds, "second"),
    };

    private static string CountOf(long count, string unit) => count == 1 ? unit : CountText.Of(count, unit);
}
