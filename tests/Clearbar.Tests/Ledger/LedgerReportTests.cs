using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Ledger;

public sealed class LedgerReportTests : IDisposable
{
    private readonly DataDirectory _data = new();
    private readonly List<JournalRecord> _records = [];

    private string StorePath => new LedgerLayout(_data.Root).StorePath;

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Each_lever_is_what_its_definition_says()
    {
        // 1,000 tokens of which 600 from cache, on the small model; baseline the big one.
        var usage = new TokenUsage(400, 600, 0, 0, 100);
        Attempt("r1", "small", EntryOutcome.Escalated, new TokenUsage(400, 600, 0, 0, 10));
        Attempt("r1", "small", EntryOutcome.Accepted, usage);
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

        Assert.Equal(2, LedgerReport.Read(StorePath, query).Total.Attempts);
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

    [Fact]
    public void A_missing_store_is_named()
    {
        var error = Assert.Throws<FileNotFoundException>(() => LedgerReport.Read(StorePath, new ReportQuery()));

        Assert.Contains(StorePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_waterfall_adds_up_to_the_last_digit()
    {
        var bucket = Gen.Choose(0, 2_000_000);
        var attempt = from outcome in Gen.Choose(1, 5)
                      from local in Gen.Choose(0, 3)
                      from a in bucket
                      from b in bucket
                      from c in bucket
                      from output in bucket
                      from cost in Gen.Frequency((1, Gen.Constant(-1)), (6, Gen.Choose(0, int.MaxValue)))
                      select new SettledAttempt(
                          new DateOnly(2026, 11, 20),
                          (EntryOutcome)outcome,
                          local == 0 ? Surface.Local : Surface.Bedrock,
                          new TokenUsage(a, b, c, b / 2, output),
                          a % 3 == 0 ? null : new TokenUsage(b, a, 0, 0, c),
                          cost < 0 ? null : new Usd(cost / 1_000_000_000_000m));

        Prop.ForAll(Gen.ArrayOf(attempt).ToArbitrary(), attempts =>
        {
            var builder = new WaterfallBuilder("big", new FlatPricer());
            foreach (var one in attempts)
            {
                builder.Add(one);
            }

            var fall = builder.ToWaterfall();
            AssertAddsUp(fall);
            Assert.Equal(attempts.Sum(one => one.Cost?.Amount ?? 0), fall.Actual.Amount);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static void AssertAddsUp(SavingsWaterfall fall) => Assert.Equal(
        fall.Actual, fall.Baseline - fall.Cache - fall.Tier - fall.Local - fall.Unaccepted - fall.NotCompared);

    private LedgerReport Read(params string[] baselines) => Read(baselines, ReportGrouping.Day);

    private LedgerReport Read(string[] baselines, ReportGrouping grouping)
    {
        Fill();
        return LedgerReport.Read(StorePath, new ReportQuery { Baselines = baselines, GroupBy = grouping }, new FlatPricer());
    }

    private void Fill()
    {
        using var store = SqliteLedgerStore.Open(StorePath);
        store.Apply(Guid.Empty, _records, new JournalPosition(1, 40), durable: false);
    }

    private void Attempt(
        string request,
        string model,
        EntryOutcome outcome,
        TokenUsage usage,
        string key = "k1",
        string requestClass = "c1",
        string deployment = "d1",
        DateTimeOffset? at = null)
    {
        var id = Guid.CreateVersion7();
        Add(SampleEntries.Opened(id, request) with
        {
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
