namespace Clearbar.Budgets;

/// <summary>One run of a budget's period: spending that begins in <c>[Start, End)</c> counts against it.</summary>
/// <param name="Start">First instant, UTC.</param>
/// <param name="End">First instant of the next window, UTC; null when the budget never resets.</param>
public readonly record struct BudgetWindow(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>The window that holds <paramref name="now"/>.</summary>
    /// <param name="offset">The owner's distance from UTC: where days begin.</param>
    public static BudgetWindow Of(BudgetPeriod period, DateTimeOffset now, TimeSpan offset)
    {
        if (period == BudgetPeriod.Total)
        {
            return new BudgetWindow(DateTimeOffset.UnixEpoch, null);
        }

        var day = new DateTimeOffset(now.ToOffset(offset).Date, offset);
        var start = period switch
        {
            BudgetPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            BudgetPeriod.Month => day.AddDays(1 - day.Day),
            _ => day,
        };
        var end = period switch
        {
            BudgetPeriod.Week => start.AddDays(7),
            BudgetPeriod.Month => start.AddMonths(1),
            _ => start.AddDays(1),
        };
        return new BudgetWindow(start.ToUniversalTime(), end.ToUniversalTime());
    }
}
