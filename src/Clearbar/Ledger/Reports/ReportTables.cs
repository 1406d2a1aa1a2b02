using System.Globalization;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reports;

/// <summary>Words a report as tables for people; amounts are exact, never rounded.</summary>
public static class ReportTables
{
    public static IReadOnlyList<ReportTable> Of(LedgerReport report)
    {
        var tables = new List<ReportTable> { Spend(report), Rungs(report) };
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

    private static ReportTable Spend(LedgerReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var row in report.Rows)
        {
            rows.Add(Spend(row.Name, row));
        }

        rows.Add(Spend("total", report.Total));
        return new ReportTable(
            $"Spend by {NameOf(report.Query.GroupBy)} (USD)",
            [
                NameOf(report.Query.GroupBy), "requests", "attempts", "input", "cache read", "write 5m", "write 1h", "output", "cost",
                "of it escalated",
            ],
            rows);
    }

    private static string[] Spend(string name, ReportRow row) =>
    [
        name, Number(row.Requests), Number(row.Attempts), Number(row.Usage.Input), Number(row.Usage.CacheRead),
        Number(row.Usage.CacheWrite5m), Number(row.Usage.CacheWrite1h), Number(row.Usage.Output), row.Cost.ToString(),
        row.EscalatedCost.ToString(),
    ];

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
