using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Bench.Ledger;

/// <summary>A month's report from roll-ups beside the same report from the rows.</summary>
internal static class ReportBench
{
    private const int Rounds = 5;

    public static void Run(IBenchStore store, int entries)
    {
        Console.WriteLine($"A report over {entries:N0} entries of one month with two baselines, {store.Name}, {Environment.ProcessorCount} cores");
        Console.Error.WriteLine("making the month; this takes minutes");
        store.MakeMonth(entries);
        var start = UnixMicroseconds.ToInstant(MonthOfEntries.Start);
        var month = new ReportQuery { From = start, To = start.AddDays(30), Baselines = ["claude-sonnet-5", "claude-opus-5"] };
        var uneven = month with { From = start.AddMinutes(17), To = start.AddDays(30).AddMinutes(-17), GroupBy = ReportGrouping.Key };
        var rollups = Measure(store, "the month by day, from roll-ups", month, fromRows: false, Rounds);
        Measure(store, "the month less 17 minutes at each end, by key", uneven, fromRows: false, Rounds);
        var rows = Measure(store, "the month by day, from the rows", month, fromRows: true, 1);
        Console.WriteLine($"rows / roll-ups: {rows.Wall / rollups.Wall:N0} times; the figures are the same");
        if (rows.Text != rollups.Text)
        {
            throw new InvalidOperationException("the report from the rows differs");
        }
    }

    private static (TimeSpan Wall, string Text) Measure(IBenchStore store, string what, ReportQuery query, bool fromRows, int rounds)
    {
        var (first, best) = (Timing.Longest, Timing.Longest);
        var text = "";
        for (var i = 0; i < rounds; i++)
        {
            var timing = Timing.Of(store, () =>
            {
                using var reader = store.OpenReader(fromRows);
                var report = LedgerReport.Read(reader, query, new PriceBookPricer(PriceBook.Embedded));
                text = $"{report.Total}{report.GatewayTime}{string.Concat(report.Rows)}{string.Concat(report.Waterfalls)}";
            });
            best = best.Best(timing);
            first = i == 0 ? timing : first;
        }

        Console.WriteLine($"{what,-50} first {first.Wall.TotalMilliseconds,8:N0} ms, cpu {first.Cpu.TotalMilliseconds,8:N0} ms, server {first.ServerCpu.TotalMilliseconds,8:N0} ms");
        Console.WriteLine($"{$"  best of {rounds}",-50}       {best.Wall.TotalMilliseconds,8:N0} ms, cpu {best.Cpu.TotalMilliseconds,8:N0} ms, server {best.ServerCpu.TotalMilliseconds,8:N0} ms");
        return (best.Wall, text);
    }
}
