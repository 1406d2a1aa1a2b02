using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Bench.Overhead.Results;

namespace Clearbar.Bench.Overhead.Relay;

/// <summary>A result of the relay bench as text: ratios only, because times belong to one machine.</summary>
internal static class RelayText
{
    private static readonly string[] Columns =
    [
        "client → upstream", "body", "answer", "throughput per core / passthrough", "p50 / passthrough", "throughput per core / nginx", "p50 / nginx",
    ];

    public static string Markdown(RelayResult result)
    {
        var text = new StringBuilder();
        MarkdownText.AppendTable(text, Columns, [.. result.Rows.Select(Cells)]);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Same dialect, throughput per core at least the passthrough's: **{result.Met} of {result.Judged}** rows.");
        return text.ToString();
    }

    public static string Json(RelayResult result) => new JsonObject
    {
        ["quick"] = result.Options.Quick,
        ["pinned"] = result.Options.Pinned,
        ["rounds"] = result.Options.Rounds,
        ["ledgerEntries"] = result.Entries,
        ["goalJudged"] = result.Judged,
        ["goalMet"] = result.Met,
        ["rows"] = new JsonArray([.. result.Rows.Select(RowOf)]),
    }.ToJsonString(JsonText.Indented) + Environment.NewLine;

    private static JsonObject RowOf(RelayRow row) => new()
    {
        ["client"] = row.Lane.Client.ToString().ToLowerInvariant(),
        ["surface"] = row.Lane.Surface,
        ["signed"] = row.Lane.IsSigned,
        ["sameDialect"] = row.Lane.IsSameDialect,
        ["bodyBytes"] = row.Scenario.BodyBytes,
        ["stream"] = row.Scenario.IsStream,
        ["requests"] = row.Gateway.Requests,
        ["throughputPerCoreOfPassthrough"] = Rounded(row.ThroughputPerCore),
        ["p50OfPassthrough"] = Rounded(row.Latency),
        ["throughputPerCoreOfNginx"] = Rounded(row.ThroughputPerCoreOfNginx),
        ["p50OfNginx"] = Rounded(row.LatencyOfNginx),
    };

    private static string[] Cells(RelayRow row) =>
    [
        row.Lane.Name,
        RelayOptions.AllSizes.First(size => size.Bytes == row.Scenario.BodyBytes).Name,
        row.Scenario.IsStream ? "stream" : "whole",
        Text(row.ThroughputPerCore),
        Text(row.Latency),
        Text(row.ThroughputPerCoreOfNginx),
        Text(row.LatencyOfNginx),
    ];

    private static string Text(double? ratio) => ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private static double? Rounded(double? ratio) => ratio is { } number ? Math.Round(number, 3) : null;
}
