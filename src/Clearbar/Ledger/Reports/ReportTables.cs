using System.Globalization;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reports;

/// <summary>Words a report as tables for people; amounts are exact, never rounded.</summary>
public static class ReportTables
{
    public static IReadOnlyList<ReportTable> Of(LedgerReport report)
    {
        var tables = new List<ReportTable> { Spend(report), Tokens(report), Rungs(report) };
        foreach (var waterfall in report.Waterfalls)
        {
            tables.Add(Savings(waterfall));
        }

        if (Uncertain(report.Total) is { } uncertain)
        {
            tables.Add(uncertain);
        }

        return tables;
    }

    private static ReportTable Spend(LedgerReport report) => Grouped(
        report,
        "Spend",
        ["requests", "attempts", "escalated", "cost USD", "of it escalated"],
        static row =>
        [
            Number(row.Requests), Number(row.Attempts), Number(row.Escalated), row.Cost.ToString(), row.EscalatedCost.ToString(),
        ]);

    private static ReportTable Tokens(LedgerReport report) => Grouped(
        report,
        "Tokens",
        ["input", "cache read", "write 5m", "write 1h", "output"],
        static row =>
        [
            Number(row.Usage.Input), Number(row.Usage.CacheRead), Number(row.Usage.CacheWrite5m), Number(row.Usage.CacheWrite1h),
            Number(row.Usage.Output),
        ]);

    private static ReportTable Grouped(
        LedgerReport report, string what, IReadOnlyList<string> columns, Func<ReportRow, IReadOnlyList<string>> cells)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var row in report.Rows)
        {
            rows.Add([row.Name, .. cells(row)]);
        }

        rows.Add(["total", .. cells(report.Total)]);
        var by = NameOf(report.Query.GroupBy);
        return new ReportTable($"{what} by {by}", [by, .. columns], rows);
    }

    private static ReportTable Rungs(LedgerReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var rung in report.Rungs)
        {
            var share = rung.Share.ToString("P1", CultureInfo.InvariantCulture);
            rows.Add([rung.Rung, Number(rung.Accepted), share, Number(rung.Escalated), rung.Cost.ToString()]);
        }

        return new ReportTable("Where requests were answered", ["rung", "answered", "share", "escalated", "cost"], rows);
    }

    private static ReportTable Savings(SavingsWaterfall waterfall)
    {
        var rows = new List<IReadOnlyList<string>>
        {
            Step($"all {waterfall.Model}, no caching", waterfall.Baseline),
            Step("cache", Usd.Zero - waterfall.Cache),
            Step("tier, endpoint, delivery", Usd.Zero - waterfall.Tier),
            Step("attempts not accepted", Usd.Zero - waterfall.Unaccepted),
            Step("local answers (estimated)", Usd.Zero - waterfall.Local),
        };
        if (waterfall.NotComparedAttempts > 0)
        {
            rows.Add(Step($"{waterfall.NotComparedAttempts} accepted, not comparable", Usd.Zero - waterfall.NotCompared));
        }

        rows.Add(Step("actual", waterfall.Actual));
        rows.Add(Step("saved", waterfall.Saved));
        return new ReportTable($"Against {waterfall.Model} (USD)", ["step", "amount"], rows);
    }

    private static string[] Step(string name, Usd amount) => [name, amount.ToString()];

    private static ReportTable? Uncertain(ReportRow total)
    {
        var rows = new List<IReadOnlyList<string>>();
        Add("abandoned (gateway stopped)", total.Abandoned);
        Add("open", total.Open);
        Add("price unknown", total.Unpriced);
        return rows.Count == 0
            ? null
            : new ReportTable("Not in the cost above (USD)", ["attempts that are", "count", "at most", "without a bound"], rows);

        void Add(string name, UncertainAmount amount)
        {
            if (amount.Attempts > 0)
            {
                rows.Add([name, Number(amount.Attempts), amount.Ceiling.ToString(), Number(amount.WithoutCeiling)]);
            }
        }
    }

    private static string NameOf(ReportGrouping grouping) => grouping switch
    {
        ReportGrouping.Day => "day",
        ReportGrouping.Key => "key",
        ReportGrouping.Class => "class",
        ReportGrouping.Model => "model",
        ReportGrouping.Rung => "rung",
        ReportGrouping.Deployment => "deployment",
        _ => "outcome",
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
