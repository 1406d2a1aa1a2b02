using Clearbar.Bench.Overhead.Load;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>Everything one run measured.</summary>
internal sealed record OverheadResult(
    RunOptions Options, IReadOnlyList<ScenarioFigures> Scenarios, IReadOnlyDictionary<string, long> PeakBytes, LedgerFigures Ledger)
{
    /// <summary>The target: the gateway adds less than this at p50, concurrency 1, 8 KB prompt. Microseconds.</summary>
    public const double TargetMicroseconds = 1_000;

    /// <summary>What the gateway adds over no gateway in the scenario of the target, microseconds; null when that was not measured.</summary>
    public double? AddedP50 => Scenarios.FirstOrDefault(static s => s.Scenario.Name == Scenario.Accepted)?.Added(TargetName.Gateway, TargetName.Direct);

    /// <summary>Whether the target is met; null when its scenario was not measured.</summary>
    public bool? IsMet => AddedP50 < TargetMicroseconds;

    public static OverheadResult Of(
        RunOptions options,
        IReadOnlyList<Scenario> scenarios,
        Dictionary<(string Scenario, string Target), List<SlotResult>> rounds,
        IReadOnlyDictionary<string, long> peaks,
        LedgerFigures ledger)
    {
        var figures = new List<ScenarioFigures>(scenarios.Count);
        foreach (var scenario in scenarios)
        {
            figures.Add(new ScenarioFigures(
                scenario,
                [.. peaks.Keys.Select(target => TargetFigures.Of(target, rounds[(scenario.Name, target)]))]));
        }

        return new OverheadResult(options, figures, peaks, ledger);
    }
}
