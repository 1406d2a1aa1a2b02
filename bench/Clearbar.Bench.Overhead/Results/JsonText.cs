using System.Text.Json.Nodes;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>A result as JSON; times in microseconds.</summary>
internal static class JsonText
{
    public static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(OverheadResult result)
    {
        var root = new JsonObject
        {
            ["quick"] = result.Options.Quick,
            ["pinned"] = result.Options.Pinned,
            ["rounds"] = result.Options.Rounds,
            ["targetUs"] = OverheadResult.TargetMicroseconds,
            ["addedP50Us"] = Rounded(result.AddedP50),
            ["met"] = result.IsMet,
            ["ledger"] = new JsonObject { ["sent"] = result.Ledger.Sent, ["entries"] = result.Ledger.Entries, ["costUsd"] = result.Ledger.Cost.ToString() },
            ["peakBytes"] = new JsonObject(result.PeakBytes.Select(static peak => KeyValuePair.Create(peak.Key, (JsonNode?)peak.Value))),
            ["scenarios"] = new JsonArray([.. result.Scenarios.Select(ScenarioOf)]),
        };
        return root.ToJsonString(Indented) + Environment.NewLine;
    }

    private static JsonObject ScenarioOf(ScenarioFigures scenario) => new()
    {
        ["scenario"] = scenario.Scenario.Name,
        ["bodyBytes"] = scenario.Scenario.BodyBytes,
        ["concurrency"] = scenario.Scenario.Concurrency,
        ["addedOverDirectUs"] = Rounded(scenario.Added(TargetName.Gateway, TargetName.Direct)),
        ["addedOverPassthroughUs"] = Rounded(scenario.Added(TargetName.Gateway, TargetName.Passthrough)),
        ["targets"] = new JsonArray([.. scenario.Targets.Select(FiguresOf)]),
    };

    private static JsonObject FiguresOf(TargetFigures figures) => new()
    {
        ["target"] = figures.Target,
        ["requests"] = figures.Requests,
        ["p50Us"] = Rounded(figures.P50),
        ["p90Us"] = Rounded(figures.P90),
        ["p99Us"] = Rounded(figures.P99),
        ["firstByteP50Us"] = Rounded(figures.FirstByteP50),
        ["requestsPerSecond"] = Rounded(figures.RequestsPerSecond),
        ["cpuUsPerRequest"] = Rounded(figures.CpuPerRequest),
    };

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 1) : null;
}
