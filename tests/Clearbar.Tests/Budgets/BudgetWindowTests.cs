using Clearbar.Budgets;

namespace Clearbar.Tests.Budgets;

public sealed class BudgetWindowTests
{
    [Theory]
    [InlineData(BudgetPeriod.Day, "2026-11-20T23:30:00Z", "00:00", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-11-20T23:30:00Z", "02:00", "2026-11-20T22:00:00Z", "2026-11-21T22:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-11-20T04:30:00Z", "-05:00", "2026-11-19T05:00:00Z", "2026-11-20T05:00:00Z")]
    [InlineData(BudgetPeriod.Week, "2026-11-22T12:00:00Z", "00:00", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData(BudgetPeriod.Week, "2026-11-23T00:00:00Z", "00:00", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2026-12-31T23:00:00Z", "00:00", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2026-12-31T23:00:00Z", "01:00", "2026-12-31T23:00:00Z", "2027-01-31T23:00:00Z")]
    public void A_window_begins_at_the_owners_midnight_and_ends_where_the_next_begins(
        BudgetPeriod period, string now, string offset, string start, string end)
    {
        var window = BudgetWindow.Of(period, DateTimeOffset.Parse(now, null), TimeSpan.Parse(offset, null));

        Assert.Equal(DateTimeOffset.Parse(start, null), window.Start);
        Assert.Equal(DateTimeOffset.Parse(end, null), window.End);
        Assert.Equal(window.End, BudgetWindow.Of(period, window.End!.Value, TimeSpan.Parse(offset, null)).Start);
    }

    [Fact]
    public void A_total_budget_never_resets() =>
        Assert.Null(BudgetWindow.Of(BudgetPeriod.Total, DateTimeOffset.UnixEpoch, TimeSpan.Zero).End);
}
