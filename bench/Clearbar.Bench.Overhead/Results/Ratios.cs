using System.Globalization;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>
/// The figures that mean something on another machine: how many times of the passthrough (and of nginx) the gateway takes. Times are the whole
/// call as the client sees it, upstream and loopback included.
/// </summary>
internal static class Ratios
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        "scenario", "p50 / passthrough", "p99 / passthrough", "first byte / passthrough", "req/s / passthrough", "CPU / passthrough", "p50 / direct",
        "p50 / nginx", "CPU / nginx",
    ];

    public static List<string[]> Of(OverheadResult result)
    {
        var rows = new List<string[]>();
        foreach (var scenario in result.Scenarios)
        {
            rows.Add(
            [
                scenario.Scenario.Name,
                Ratio(scenario, TargetName.Passthrough, static figures => figures.P50),
                Ratio(scenario, TargetName.Passthrough, static figures => figures.P99),
                Ratio(scenario, TargetName.Passthrough, static figures => figures.FirstByteP50),
                Ratio(scenario, TargetName.Passthrough, static figures => figures.RequestsPerSecond),
                Ratio(scenario, TargetName.Passthrough, static figures => figures.CpuPerRequest),
                Ratio(scenario, TargetName.Direct, static figures => figures.P50),
                Ratio(scenario, TargetName.Nginx, static figures => figures.P50),
                Ratio(scenario, TargetName.Nginx, static figures => figures.CpuPerRequest),
            ]);
        }

        return rows;
    }

    private static string Ratio(ScenarioFigures scenario, string than, Func<TargetFigures, double> figure) =>
        scenario.Ratio(TargetName.Gateway, than, figure)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
