using System.Globalization;
using System.Text;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>A result as text for a terminal: ratios first, then times, then the verdict.</summary>
internal static class TableText
{
    public static string Of(OverheadResult result)
    {
        var text = new StringBuilder();
        var ratios = Ratios.Of(result);
        text.AppendLine("Ratios (medians over rounds)");
        Append(text, Ratios.Columns, ratios);
        text.AppendLine();
        text.AppendLine("Times in microseconds (medians over rounds), CPU of the named server");
        Append(text, ["scenario", "target", "p50", "p90", "p99", "first byte p50", "req/s", "CPU us/req", "added p50", "requests"], Times(result));
        text.AppendLine();
        foreach (var (target, bytes) in result.PeakBytes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"peak memory of {target}: {bytes / 1048576.0:0} MiB");
        }

        var own = result.Ledger.GatewayTime;
        text.AppendLine(CultureInfo.InvariantCulture, $"ledger: {result.Ledger.Sent} requests sent, {result.Ledger.Entries} entries, all settled and priced");
        text.AppendLine(CultureInfo.InvariantCulture, $"the gateway's own figure, all scenarios: p50 {own.P50:0.000} ms, p99 {own.P99:0.000} ms");
        if (result.AddedP50 is { } added)
        {
            var verdict = result.IsMet == true ? "PASS" : "FAIL";
            text.AppendLine(CultureInfo.InvariantCulture, $"{verdict}: added p50 {added / 1000:0.000} ms, target under {OverheadResult.TargetMicroseconds / 1000:0} ms");
        }

        return text.ToString();
    }

    private static List<string[]> Times(OverheadResult result)
    {
        var rows = new List<string[]>();
        foreach (var scenario in result.Scenarios)
        {
            foreach (var figures in scenario.Targets)
            {
                rows.Add(
                [
                    scenario.Scenario.Name, figures.Target, Number(figures.P50), Number(figures.P90), Number(figures.P99), Number(figures.FirstByteP50),
                    Number(figures.RequestsPerSecond), Number(figures.CpuPerRequest),
                    Number(scenario.Added(figures.Target, TargetName.Direct) ?? 0), Number(figures.Requests),
                ]);
            }
        }

        return rows;
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        var widths = new int[columns.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = rows.Select(row => row[i].Length).Append(columns[i].Length).Max();
        }

        foreach (var row in rows.Prepend([.. columns]))
        {
            for (var i = 0; i < widths.Length; i++)
            {
                text.Append(i == 0 ? row[i].PadRight(widths[i]) : row[i].PadLeft(widths[i])).Append(i == widths.Length - 1 ? "" : "  ");
            }

            text.AppendLine();
        }
    }
}
