using Clearbar.Dashboard.Figures;
using Clearbar.Dashboard.Views;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Tests.Dashboard;

public sealed class NoticeTests
{
    private static readonly LedgerHealth Healthy = new() { Fsync = FsyncPolicy.Interval, UndrainedRecords = 0, Backlog = false };

    [Fact]
    public void A_ledger_that_works_and_knows_its_amounts_is_healthy()
    {
        var health = HealthLine.Of(Healthy with { UndrainedRecords = 12 }, Total());

        Assert.True(health.IsHealthy);
        Assert.Contains(health.Items, item => item.Text == "12 records not yet in the store");
    }

    [Fact]
    public void A_failing_store_is_trouble_and_says_that_nothing_is_lost()
    {
        var health = HealthLine.Of(Healthy with { StoreError = "disk full.", StoreFailingSince = DateTimeOffset.UnixEpoch }, Total());

        Assert.False(health.IsHealthy);
        Assert.Equal(
            "failing since 1970-01-01 00:00:00 UTC: disk full. Nothing is lost, the journal holds it; figures lag behind.",
            health.Items[0].Text);
    }

    [Fact]
    public void Abandoned_attempts_are_trouble_and_name_their_ceiling()
    {
        var health = HealthLine.Of(Healthy, Total() with { Abandoned = new UncertainAmount(3, new Usd(0.12m), 1) });

        Assert.Equal("Abandoned", health.Items[0].Name);
        Assert.Equal("3 attempts, the gateway died before it settled them; at most $0.120 (1 without a ceiling)", health.Items[0].Text);
    }

    [Fact]
    public void Attempts_of_unknown_price_are_trouble()
    {
        var health = HealthLine.Of(Healthy, Total() with { Unpriced = new UncertainAmount(1, new Usd(2), 0) });

        Assert.Equal("1 attempt, settled, not in the spend shown; at most $2.00", Assert.Single(health.Items, item => item.IsTrouble).Text);
    }

    [Fact]
    public void Attempts_in_flight_are_no_trouble() =>
        Assert.True(HealthLine.Of(Healthy, Total() with { Open = new UncertainAmount(5, new Usd(1), 0) }).IsHealthy);

    [Fact]
    public void An_emulating_gateway_says_so_before_its_first_request() =>
        Assert.Equal(EmulationExtent.GatewayOnly, EmulationNotice.Of(null, gatewayEmulates: true).Extent);

    [Fact]
    public void Nothing_was_spent_is_only_said_when_every_amount_is_known()
    {
        var emulated = Total() with { Emulated = 1 };

        Assert.Equal(EmulationExtent.All, EmulationNotice.Of(Figures(emulated, emulated.Cost), false).Extent);
        Assert.Equal(EmulationExtent.Some, EmulationNotice.Of(Figures(emulated, new Usd(0.25m)), false).Extent);
        var unpriced = emulated with { Unpriced = new UncertainAmount(1, new Usd(2), 0) };
        Assert.Equal(EmulationExtent.Some, EmulationNotice.Of(Figures(unpriced, emulated.Cost), false).Extent);
    }

    [Fact]
    public void A_real_gateway_without_emulated_rows_says_nothing() =>
        Assert.False(EmulationNotice.Of(null, gatewayEmulates: false).IsShown);

    private static LedgerFigures Figures(ReportRow total, Usd emulated) => new()
    {
        Request = new FiguresRequest("/data", Period.All, null),
        ReadAt = DateTimeOffset.UnixEpoch,
        Total = total,
        EmulatedCost = emulated,
        Rungs = [],
        GatewayTime = default,
        Waterfalls = [],
        Spend = null,
        Classes = [],
        Models = [],
        Keys = [],
    };

    private static ReportRow Total() => new()
    {
        Name = string.Empty,
        Requests = 1,
        Attempts = 1,
        Accepted = 1,
        Emulated = 0,
        Usage = default,
        Cost = new Usd(1),
        EstimatedCost = Usd.Zero,
        Escalated = 0,
        EscalatedCost = Usd.Zero,
        Lost = 0,
        LostCost = Usd.Zero,
        Abandoned = default,
        Open = default,
        Unpriced = default,
    };
}
