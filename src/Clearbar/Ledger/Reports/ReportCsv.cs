using System.Globalization;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Writes a report's rows as CSV (RFC 4180): a header line, one line per group, no total. Amounts are exact decimals in US dollars.
/// </summary>
public static class ReportCsv
{
    public static void Write(TextWriter writer, LedgerReport report)
    {
        writer.Write(
            "name,requests,attempts,accepted,emulated,input,cache_read,cache_write_5m,cache_write_1h,output,"
            + "cost_usd,estimated_cost_usd,escalated,escalated_cost_usd,lost,lost_cost_usd,"
            + "abandoned,abandoned_ceiling_usd,open,open_ceiling_usd,unpriced,unpriced_ceiling_usd,aside,aside_cost_usd\r\n");
        foreach (var row in report.Rows)
        {
            writer.Write(Quote(row.Name));
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $",{row.Requests},{row.Attempts},{row.Accepted},{row.Emulated},{row.Usage.Input},{row.Usage.CacheRead}"));
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $",{row.Usage.CacheWrite5m},{row.Usage.CacheWrite1h},{row.Usage.Output},{row.Cost},{row.EstimatedCost}"));
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $",{row.Escalated},{row.EscalatedCost},{row.Lost},{row.LostCost},{row.Abandoned.Attempts}"));
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $",{row.Abandoned.Ceiling},{row.Open.Attempts},{row.Open.Ceiling},{row.Unpriced.Attempts},{row.Unpriced.Ceiling}"));
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",{row.Aside},{row.AsideCost}\r\n"));
        }
    }

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
