using System.CommandLine;
using System.Text.Json;
using Clearbar.Cli.Verbs;
using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger;

/// <summary>What verbs, budgets and the dashboard read beside reports, the same from every store.</summary>
public abstract class ReaderConformance(LedgerStoreKind kind) : IDisposable
{
    private static readonly DateTimeOffset s_noon = SampleEntries.Noon;

    private readonly NotedDirectory _directory = new(kind);

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Whole_entries_come_out_of_the_store_as_they_went_in_and_into_the_export()
    {
        var (first, second) = (Guid.CreateVersion7(s_noon), Guid.CreateVersion7(s_noon));
        await _directory.FillAsync(ledger =>
        {
            Write(ledger, second, s_noon.AddMinutes(1));
            Write(ledger, first, s_noon);
        });
        var file = Path.Combine(_directory.Root, "out.jsonl");

        await RunAsync(ExportVerb.Create(), "--format", "jsonl", "--out", file);

        using var source = _directory.Stores.OpenEntries();
        var stored = source.Read(null, null).ToList();
        Assert.Equal([first, second], stored.Select(entry => entry.EntryId));
        Assert.Equal([second], source.Read(s_noon.AddMinutes(1), null).Select(entry => entry.EntryId));
        var (opening, settlement, entry) = (SampleEntries.Opened(first), SampleEntries.Settled(first), stored[0]);
        Assert.Equal(
            (opening.RequestId, opening.Surface, opening.Dialect, opening.Stream, opening.Tags, opening.Ceiling),
            (entry.RequestId!, entry.Surface!.Value, entry.Dialect!.Value, entry.Stream, entry.Tags, entry.Ceiling));
        Assert.Equal(
            (settlement.Usage, settlement.Cost, settlement.Reason, settlement.GatewayMs, s_noon.AddSeconds(2)),
            (entry.Usage, entry.Cost, entry.Reason, entry.GatewayMs, entry.SettledAt!.Value));
        Assert.Equal(settlement.Lines, entry.Lines);
        using var export = new JsonlEntries(file);
        Assert.Equal(stored.Select(one => one with { Lines = [] }), export.Read(null, null).Select(one => one with { Lines = [] }));
    }

    [Fact]
    public async Task Verbs_read_the_store_the_directory_names()
    {
        await _directory.FillAsync(ledger =>
        {
            for (var i = 0; i < 3; i++)
            {
                Write(ledger, Guid.CreateVersion7(s_noon), s_noon.AddSeconds(i * 40));
            }

            Write(ledger, Guid.CreateVersion7(s_noon), s_noon.AddDays(1), surface: Surface.Local);
        });

        using var quota = JsonDocument.Parse(await RunAsync(QuotaVerb.Create(), "--format", "json"));
        var model = Assert.Single(quota.RootElement.GetProperty("models").EnumerateArray());
        Assert.Equal((3, 2), (model.GetProperty("requests").GetInt32(), model.GetProperty("activeMinutes").GetInt32()));
        // The prompt but for what was read from the cache, and the answer at the model's burn-down.
        var each = 800 + 20 + 30 + (40 * model.GetProperty("burndown").GetInt32());
        Assert.Equal(3 * each, model.GetProperty("usedTokens").GetInt32());
        using var estimates = JsonDocument.Parse(
            await RunAsync(ReportVerb.Create(), "--estimates", "--format", "json", "--to", "2026-11-21"));
        var errors = Assert.Single(estimates.RootElement.GetProperty("estimates").EnumerateArray());
        Assert.Equal(
            (3 * 812, 3 * 860), (errors.GetProperty("estimatedTokens").GetInt32(), errors.GetProperty("countedTokens").GetInt32()));
    }

    [Fact]
    public async Task A_request_is_found_by_the_id_its_client_saw_and_a_replay_as_recorded_sums_to_the_report()
    {
        var id = Guid.CreateVersion7(s_noon);
        await _directory.FillAsync(ledger =>
        {
            Write(ledger, id, s_noon, request: $"req_{id:N}");
            Write(ledger, Guid.CreateVersion7(s_noon), s_noon.AddSeconds(1), request: $"req_{Guid.CreateVersion7(s_noon):N}");
            Write(ledger, Guid.CreateVersion7(s_noon), s_noon.AddSeconds(2), request: "of another gateway");
        });

        var named = await RunAsync(ExplainVerb.Create(), "of another gateway");
        using var json = JsonDocument.Parse(await RunAsync(ExplainVerb.Create(), $"req_{id:N}", "--format", "json"));
        using var replay = JsonDocument.Parse(await RunAsync(ReplayVerb.Create(), "--tier", "opus=claude-opus-4-8", "--format", "json"));

        Assert.Contains("1. haiku: anthropic.claude-haiku-4-5-20251001-v1:0 at emulator (bedrock)", named, StringComparison.Ordinal);
        var attempt = Assert.Single(json.RootElement.GetProperty("attempts").EnumerateArray());
        Assert.Equal((800, 5), (attempt.GetProperty("usage").GetProperty("input").GetInt32(), attempt.GetProperty("avoided").GetProperty("output").GetInt32()));
        var total = replay.RootElement.GetProperty("replays")[0].GetProperty("total");
        using var store = _directory.Stores.OpenReader();
        var cost = store.ReadTotal(new ReportQuery()).Cost.ToString();
        Assert.Equal((cost, cost), (total.GetProperty("thenUsd").GetString(), total.GetProperty("nowUsd").GetString()));
    }

    [Fact]
    public async Task A_budgets_window_costs_the_same_from_the_roll_ups_and_from_the_rows()
    {
        var (from, to) = (s_noon.AddMinutes(-30), s_noon.AddDays(2).AddMinutes(20));
        await _directory.FillAsync(ledger =>
        {
            for (var hour = -3; hour < 60; hour++)
            {
                var at = s_noon.AddHours(hour).AddMinutes(10);
                Write(ledger, Guid.CreateVersion7(at), at, key: $"k{hour & 1}", tags: $"job={hour % 3}");
            }

            Write(ledger, Guid.CreateVersion7(s_noon), s_noon, surface: Surface.Local, key: "k0");
            ledger.Open(SampleEntries.Opened(Guid.CreateVersion7(s_noon)) with { KeyId = "open", Ceiling = new Usd(0.5m) });
            var unpriced = Guid.CreateVersion7(s_noon);
            ledger.Open(SampleEntries.Opened(unpriced) with { KeyId = "unpriced", Ceiling = null });
            ledger.Settle(SampleEntries.Settled(unpriced) with { Cost = null, PriceStatus = PriceStatus.Unknown });
        });

        using var store = _directory.Stores.OpenReader();
        var sums = ByKey(store.ReadCommitted(from, to, byTags: false));
        var rows = store.ReadCommitted(from, to, byTags: true);

        Assert.Equal(ByKey(rows), sums);
        Assert.Equal(3, rows.Select(row => row.Tags).Where(tags => tags != "team=support").Distinct().Count());
        // Both ends cut an hour: the tenth minute of noon and that two days later are the first and the last, 49 in all.
        Assert.Equal((25 * SampleEntries.Cost.Amount, 0), sums["k0"]);
        Assert.Equal((24 * SampleEntries.Cost.Amount, 0), sums["k1"]);
        Assert.Equal((0.5m, 0), sums["open"]);
        Assert.Equal((0m, 1), sums["unpriced"]);
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(40, false)]
    public async Task Spend_over_time_adds_up_to_the_report_and_is_as_fine_as_a_chart_can_show(int hours, bool bySecond)
    {
        await _directory.FillAsync(ledger =>
        {
            for (var minute = 0; minute < hours * 60; minute += 25)
            {
                var at = s_noon.AddMinutes(minute);
                Write(ledger, Guid.CreateVersion7(at), at);
            }
        });
        ReportQuery[] queries =
        [
            new(),
            new() { From = s_noon.AddMinutes(40) },
            new() { From = s_noon.AddMinutes(40), To = s_noon.AddMinutes((hours * 60) - 70) },
        ];

        using var store = _directory.Stores.OpenReader();
        foreach (var query in queries)
        {
            var points = store.ReadSpend(query);
            Assert.Equal(store.ReadTotal(query).Cost, points.Select(point => point.Cost).Aggregate(Usd.Add));
            Assert.Equal(bySecond, points.Count == store.ReadTotal(query).Attempts);
        }
    }

    private static Dictionary<string, (decimal Spent, long Unpriced)> ByKey(IEnumerable<SpendRow> rows) => rows
        .GroupBy(row => row.KeyId, StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key, group => (group.Sum(row => row.Spent.Amount), group.Sum(row => row.Unpriced)), StringComparer.Ordinal);

    private static void Write(
        LedgerService ledger,
        Guid id,
        DateTimeOffset at,
        Surface surface = Surface.Bedrock,
        string key = "key-1",
        string? tags = "team=support",
        string? request = null)
    {
        ledger.Open(SampleEntries.Opened(id, request) with { OpenedAt = at, Surface = surface, KeyId = key, Tags = tags });
        ledger.Settle(SampleEntries.Settled(id) with { SettledAt = at.AddSeconds(2) });
    }

    private async Task<string> RunAsync(Command verb, params string[] args)
    {
        using var output = new StringWriter();
        using var talk = new StringWriter();
        var code = await verb.Parse(["--data", _directory.Root, .. args]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = talk }, TestContext.Current.CancellationToken);
        Assert.True(code == 0, talk.ToString());
        return output.ToString();
    }
}
