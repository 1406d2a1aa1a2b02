using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger;

/// <summary>Reports, the same from every store.</summary>
public abstract class ReportConformance(StoreUnderTest store) : IDisposable
{
    private readonly List<JournalRecord> _records = [];

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Each_lever_is_what_its_definition_says()
    {
        // 1,000 tokens of which 600 from cache, on the small model; baseline the big one.
        var usage = new TokenUsage(400, 600, 0, 0, 100);
        Attempt("r1", "small", EntryOutcome.Escalated, new TokenUsage(400, 600, 0, 0, 10));
        Attempt("r1", "small", EntryOutcome.Accepted, usage, attempt: 2);
        Local("r2", new TokenUsage(200, 0, 0, 0, 5));

        var report = Read("big");

        var fall = Assert.Single(report.Waterfalls);
        Assert.Equal(0.01500m + 0.00225m, fall.Baseline.Amount);
        Assert.Equal(0.00540m, fall.Cache.Amount);
        Assert.Equal(0.00960m - 0.00096m, fall.Tier.Amount);
        Assert.Equal(0.00225m, fall.Local.Amount);
        Assert.Equal(-0.00051m, fall.Unaccepted.Amount);
        Assert.Equal(0.00147m, fall.Actual.Amount);
        AssertAddsUp(fall);
        Assert.Equal(2, report.Total.Requests);
        Assert.Equal(3, report.Total.Attempts);
        Assert.Equal(0.00051m, report.Total.EscalatedCost.Amount);
    }

    [Fact]
    public void A_gateway_that_costs_more_than_the_baseline_says_so()
    {
        Attempt("r1", "big", EntryOutcome.Escalated, new TokenUsage(1000, 0, 0, 0, 100));
        Attempt("r1", "big", EntryOutcome.Accepted, new TokenUsage(0, 0, 1000, 0, 100));

        var fall = Assert.Single(Read("small").Waterfalls);

        Assert.True(fall.Saved < Usd.Zero);
        Assert.True(fall.Tier < Usd.Zero);
        Assert.Equal(-0.00025m, fall.Cache.Amount);
        AssertAddsUp(fall);
    }

    [Fact]
    public void Unknown_and_abandoned_amounts_stand_beside_the_cost_with_their_ceilings()
    {
        Attempt("r1", "small", EntryOutcome.Accepted, new TokenUsage(1000, 0, 0, 0, 0));
        Add(SampleEntries.Opened(Guid.CreateVersion7()) with { Ceiling = new Usd(0.5m) });
        var abandoned = Guid.CreateVersion7();
        Add(SampleEntries.Opened(abandoned));
        Add(new SettledEntry
        {
            EntryId = abandoned,
            SettledAt = SampleEntries.Noon,
            Outcome = EntryOutcome.Abandoned,
            Cost = new Usd(0.25m),
            PriceStatus = PriceStatus.Estimated,
        });
        var unpriced = Guid.CreateVersion7();
        Add(SampleEntries.Opened(unpriced) with { Ceiling = null });
        Add(SampleEntries.Settled(unpriced) with { Cost = null, PriceStatus = PriceStatus.Unknown });

        var total = Read("big").Total;

        Assert.Equal(0.001m, total.Cost.Amount);
        Assert.Equal(new UncertainAmount(1, new Usd(0.5m), 0), total.Open);
        Assert.Equal(new UncertainAmount(1, new Usd(0.25m), 0), total.Abandoned);
        Assert.Equal(new UncertainAmount(1, Usd.Zero, 1), total.Unpriced);
    }

    [Fact]
    public void An_accepted_attempt_without_a_baseline_is_left_out_on_both_sides()
    {
        Attempt("r1", "small", EntryOutcome.Accepted, new TokenUsage(1000, 0, 0, 0, 0));
        Local("r2", null);
        var unpriced = Guid.CreateVersion7();
        Add(SampleEntries.Opened(unpriced));
        Add(SampleEntries.Settled(unpriced) with { Cost = null, PriceStatus = PriceStatus.Unknown });

        var report = Read("big", "nobody");

        Assert.Equal(2, report.Waterfalls[0].NotComparedAttempts);
        Assert.Equal(0.010m, report.Waterfalls[0].Baseline.Amount);
        Assert.Equal(3, report.Waterfalls[1].NotComparedAttempts);
        Assert.Equal(Usd.Zero, report.Waterfalls[1].Saved + report.Waterfalls[1].Actual);
        Assert.Equal(-0.001m, report.Waterfalls[1].NotCompared.Amount);
        Assert.All(report.Waterfalls, AssertAddsUp);
    }

    [Theory]
    [InlineData(ReportGrouping.Day, "2026-11-20", "2026-11-21")]
    [InlineData(ReportGrouping.Key, "k1", "k2")]
    [InlineData(ReportGrouping.Class, "c1", "c2")]
    [InlineData(ReportGrouping.Model, "big", "small")]
    [InlineData(ReportGrouping.Rung, "r-big", "r-small")]
    [InlineData(ReportGrouping.Deployment, "d1", "d2")]
    [InlineData(ReportGrouping.Outcome, "Accepted", "Escalated")]
    public void Groups_have_their_names_and_their_sums(ReportGrouping grouping, string first, string second)
    {
        Attempt("a", "big", EntryOutcome.Accepted, new TokenUsage(1000, 0, 0, 0, 0), "k1", "c1", "d1");
        Attempt("b", "small", EntryOutcome.Escalated, new TokenUsage(3000, 1, 2, 3, 4), "k2", "c2", "d2", SampleEntries.Noon.AddDays(1));

        var report = Read([], grouping);

        Assert.Equal([first, second], report.Rows.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.Equal(report.Total.Cost, report.Rows.Aggregate(Usd.Zero, (sum, row) => sum + row.Cost));
        Assert.Equal(new TokenUsage(4000, 1, 2, 3, 4), report.Rows.Aggregate(default(TokenUsage), (sum, row) => sum + row.Usage));
        Assert.All(report.Rows, row => Assert.Equal(1, row.Requests));
    }

    [Fact]
    public void Only_attempts_opened_in_the_half_open_range_are_reported()
    {
        for (var hour = 0; hour < 4; hour++)
        {
            Attempt($"r{hour}", "small", EntryOutcome.Accepted, new TokenUsage(1, 0, 0, 0, 0), at: SampleEntries.Noon.AddHours(hour));
        }

        Fill();
        var query = new ReportQuery { From = SampleEntries.Noon.AddHours(1), To = SampleEntries.Noon.AddHours(3) };

        Assert.Equal(2, Report(query).Total.Attempts);
    }

    [Fact]
    public void Percentiles_are_by_nearest_rank_over_accepted_attempts()
    {
        for (var i = 1; i <= 200; i++)
        {
            var id = Guid.CreateVersion7();
            Add(SampleEntries.Opened(id));
            Add(SampleEntries.Settled(id) with { GatewayMs = 201 - i });
        }

        Attempt("slow", "small", EntryOutcome.Failed, default);

        Assert.Equal(new GatewayTime(200, 100, 198), Read("big").GatewayTime);
    }

    [Fact]
    public void Shares_say_where_requests_were_answered()
    {
        Local("r1", default(TokenUsage));
        Local("r2", default(TokenUsage));
        Local("r3", default(TokenUsage));
        Attempt("r4", "big", EntryOutcome.Accepted, new TokenUsage(1, 0, 0, 0, 0));

        var rungs = Read("big").Rungs;

        Assert.Equal(("local", 0.75), (rungs[0].Rung, rungs[0].Share));
        Assert.Equal(("r-big", 0.25), (rungs[1].Rung, rungs[1].Share));
    }

    [Fact]
    public void An_empty_ledger_reports_zeros()
    {
        var report = Read("big");

        Assert.Equal(0, report.Total.Attempts);
        Assert.Empty(report.Rows);
        AssertAddsUp(Assert.Single(report.Waterfalls));
    }

    private static void AssertAddsUp(SavingsWaterfall fall) => Assert.Equal(
        fall.Actual, fall.Baseline - fall.Cache - fall.Tier - fall.Local - fall.Unaccepted - fall.NotCompared);

    private LedgerReport Read(params string[] baselines) => Read(baselines, ReportGrouping.Day);

    private LedgerReport Read(string[] baselines, ReportGrouping grouping)
    {
        Fill();
        return Report(new ReportQuery { Baselines = baselines, GroupBy = grouping });
    }

    private void Fill()
    {
        using var opened = store.Open();
        opened.Apply(Guid.Empty, _records, new JournalPosition(1, 40), durable: false);
    }

    /// <summary>From the roll-ups, after making sure that the rows say the same.</summary>
    private LedgerReport Report(ReportQuery query)
    {
        using var sums = store.OpenReader();
        using var rows = store.OpenReader(fromRows: true);
        var report = LedgerReport.Read(sums, query, new FlatPricer());
        Assert.Equivalent(LedgerReport.Read(rows, query, new FlatPricer()), report, strict: true);
        return report;
    }

    private void Attempt(
        string request,
        string model,
        EntryOutcome outcome,
        TokenUsage usage,
        string key = "k1",
        string requestClass = "c1",
        string deployment = "d1",
        DateTimeOffset? at = null,
        int attempt = 1)
    {
        var id = Guid.CreateVersion7();
        Add(SampleEntries.Opened(id, request) with
        {
            Attempt = attempt,
            Model = model,
            Rung = "r-" + model,
            KeyId = key,
            Class = requestClass,
            Deployment = deployment,
            OpenedAt = at ?? SampleEntries.Noon,
        });
        Add(SampleEntries.Settled(id, outcome) with
        {
            Usage = usage,
            Avoided = null,
            Cost = FlatPricer.Price(model == "big" ? 10m : 1m, usage),
        });
    }

    private void Local(string request, TokenUsage? avoided)
    {
        var id = Guid.CreateVersion7();
        Add(SampleEntries.Opened(id, request) with { Surface = Surface.Local, Rung = "local", Model = "local" });
        Add(SampleEntries.Settled(id) with { Usage = default, Cost = Usd.Zero, Avoided = avoided });
    }

    private void Add(OpenedEntry entry) => _records.Add(new JournalRecord(JournalRecordType.Opened, entry, null));

    private void Add(SettledEntry entry) => _records.Add(new JournalRecord(JournalRecordType.Settled, null, entry));
}
