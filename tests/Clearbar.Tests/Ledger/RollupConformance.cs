using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger;

/// <summary>
/// Random ledgers, applied in random batches with halves late, twice, alone and out of order: the roll-ups equal the rows after every batch,
/// and a report says the same from either.
/// </summary>
public abstract class RollupConformance(StoreUnderTest store, int ledgers) : IDisposable
{
    private static readonly long[] s_lengths = [0, 1, 99_999, 100_000, 100_001, 199_999, 200_000, 200_001, 1_000_001];
    private static readonly DateTimeOffset s_start = new(2026, 11, 19, 22, 30, 0, TimeSpan.Zero);
    private static readonly Guid s_journal = Guid.CreateVersion7();

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Roll_ups_equal_the_rows_after_every_batch_and_reports_from_either_agree()
    {
        store.Open().Dispose();
        for (var seed = 0; seed < ledgers; seed++)
        {
            Clear();
            using var opened = store.Open();
            var random = new Random(seed);
            var records = Records(random, random.Next(1, 60));
            for (var at = 0; at < records.Count;)
            {
                var size = Math.Min(random.Next(1, 30), records.Count - at);
                opened.Apply(s_journal, records.GetRange(at, size), new JournalPosition(1, at), durable: false);
                at += size;
                AssertSumsEqual(seed);
            }

            AssertReportsAgree(random, seed);
        }
    }

    private static List<JournalRecord> Records(Random random, int entries)
    {
        var records = new List<(int Order, JournalRecord Record)>();
        for (var i = 0; i < entries; i++)
        {
            var at = s_start.AddSeconds(random.Next(0, 30 * 3600));
            var id = Guid.CreateVersion7(at);
            var order = random.Next(0, 1000);
            if (random.Next(12) > 0)
            {
                records.Add((order, new JournalRecord(JournalRecordType.Opened, Opened(random, id, at), null)));
            }

            for (var settlements = random.Next(0, 3); settlements > 0; settlements--)
            {
                var abandons = random.Next(5) == 0;
                var type = abandons ? JournalRecordType.Abandoned : JournalRecordType.Settled;
                var entry = Settled(random, id, at.AddSeconds(random.Next(0, 7200)), abandons);
                records.Add((order + random.Next(-50, 400), new JournalRecord(type, null, entry)));
            }
        }

        records.Sort(static (a, b) => a.Order.CompareTo(b.Order));
        return records.ConvertAll(static record => record.Record);
    }

    private static OpenedEntry Opened(Random random, Guid id, DateTimeOffset at) => SampleEntries.Opened(id, "r" + random.Next(9)) with
    {
        OpenedAt = at,
        Attempt = random.Next(1, 4),
        KeyId = "k" + random.Next(3),
        Class = random.Next(9) == 0 ? "c\0" : "c" + random.Next(2),
        Rung = "r" + random.Next(3),
        Model = random.Next(2) == 0 ? "big" : "small",
        Deployment = "d" + random.Next(2),
        Surface = random.Next(4) switch { 0 => Surface.Local, 1 => Surface.Emulator, _ => Surface.Bedrock },
        Ceiling = random.Next(4) == 0 ? null : new Usd(random.Next(1, 1_000_000) / 1_000_000_000m),
    };

    private static SettledEntry Settled(Random random, Guid id, DateTimeOffset at, bool abandons) => SampleEntries.Settled(id) with
    {
        SettledAt = at,
        Outcome = abandons ? EntryOutcome.Abandoned : (EntryOutcome)random.Next(1, 6),
        Usage = Usage(random),
        Cost = random.Next(5) == 0 ? null : new Usd(random.Next(0, int.MaxValue) / 1_000_000_000_000m),
        PriceStatus = (PriceStatus)random.Next(0, 3),
        ServedModel = "served" + random.Next(2),
        Avoided = random.Next(2) == 0 ? null : Usage(random),
        GatewayMs = random.Next(4) == 0 ? 0 : random.NextDouble() * Math.Pow(10, random.Next(-3, 4)),
    };

    private static TokenUsage Usage(Random random) => new(
        s_lengths[random.Next(s_lengths.Length)], Some(random), Some(random), Some(random), random.Next(0, 5000));

    private static long Some(Random random) => random.Next(2) == 0 ? 0 : random.Next(1, 90_000);

    private void Clear()
    {
        foreach (var table in new[] { "entries", "rollup_groups", "rollup_hours", "rollup_days", "gateway_times", "gateway_days" })
        {
            store.Run($"DELETE FROM {table}");
        }
    }

    private void AssertSumsEqual(int seed)
    {
        const string Sums = "COUNT(*) AS attempts, SUM(CASE WHEN attempt IS NULL OR attempt = 1 THEN 1 ELSE 0 END) AS requests, SUM(input) AS input, "
            + "SUM(cache_read) AS cache_read, SUM(output) AS output, SUM(COALESCE(cost_micro, 0)) AS cost_micro, "
            + "SUM(COALESCE(cost_pico, 0)) AS cost_pico, SUM(COALESCE(avoided_output, 0)) AS avoided_output, "
            + "SUM(CASE WHEN cost_micro IS NULL THEN COALESCE(ceiling_micro, 0) ELSE 0 END) AS ceiling_micro, "
            + "SUM(CASE WHEN cost_micro IS NULL AND ceiling_micro IS NULL THEN 1 ELSE 0 END) AS without_ceiling";
        const string Group = "outcome, surface, price_status, key_id, deployment";
        var rows = store.Rows($"SELECT at_us / 3600000000 AS hour, {Group}, {Sums} FROM entries WHERE outcome <> 0 GROUP BY 1, 2, 3, 4, 5, 6");
        var sums = store.Rows($"SELECT hour, {Group}, SUM(attempts) AS attempts, SUM(requests) AS requests, SUM(input) AS input, "
            + "SUM(cache_read) AS cache_read, SUM(output) AS output, SUM(cost_micro) AS cost_micro, SUM(cost_pico) AS cost_pico, "
            + "SUM(avoided_output) AS avoided_output, SUM(ceiling_micro) AS ceiling_micro, SUM(without_ceiling) AS without_ceiling "
            + "FROM rollup_hours h JOIN rollup_groups g ON g.group_id = h.group_id GROUP BY 1, 2, 3, 4, 5, 6 HAVING SUM(attempts) <> 0");
        Assert.Equal(Lines(rows), Lines(sums));
        const string Total = "SELECT SUM(attempts) AS attempts, SUM(input) AS input, SUM(cost_micro) AS micro, SUM(cost_pico) AS pico FROM ";
        Assert.Equal(Lines(store.Rows(Total + "rollup_hours")), Lines(store.Rows(Total + "rollup_days")));
        Assert.True(
            store.Number("SELECT COUNT(*) FROM entries WHERE outcome = 1 AND gateway_ms > 0") == store.Number("SELECT COALESCE(SUM(answers), 0) FROM gateway_times"),
            $"gateway times differ in ledger {seed}");
        Assert.Equal(0, store.Number(
            "SELECT COUNT(*) FROM rollup_hours WHERE attempts = 0 AND (input <> 0 OR output <> 0 OR cost_micro <> 0 OR cost_pico <> 0 OR gateway_us <> 0)"));
    }

    private void AssertReportsAgree(Random random, int seed)
    {
        using var sums = store.OpenReader();
        using var rows = store.OpenReader(fromRows: true);
        for (var i = 0; i < 4; i++)
        {
            var query = new ReportQuery
            {
                From = i == 0 ? null : s_start.AddMinutes(random.Next(-60, 1900)),
                To = i == 1 ? null : s_start.AddMinutes(random.Next(-60, 1900)),
                GroupBy = (ReportGrouping)random.Next(0, 7),
                Baselines = ["big", "small", "nobody"],
            };
            var expected = Text(LedgerReport.Read(rows, query, new FlatPricer()));
            Assert.True(expected == Text(LedgerReport.Read(sums, query, new FlatPricer())), $"ledger {seed}, {query}");
        }
    }

    private static string Text(LedgerReport report) => string.Join('\n', [
        report.Total.ToString(),
        .. report.Rows.Select(static row => row.ToString()),
        .. report.Rungs.OrderBy(static share => share.Rung, StringComparer.Ordinal).Select(static share => share.ToString()),
        report.GatewayTime.ToString(),
        .. report.Waterfalls.Select(static fall => fall.ToString())]);

    private static IEnumerable<string> Lines(List<Dictionary<string, object?>> rows) =>
        rows.Select(static row => string.Join('|', row.Select(static column => $"{column.Key}={column.Value}"))).Order(StringComparer.Ordinal);
}
