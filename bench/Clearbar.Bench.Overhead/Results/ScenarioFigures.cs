using Clearbar.Bench.Overhead.Load;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>All targets in one scenario, and what the gateway adds.</summary>
internal sealed record ScenarioFigures(Scenario Scenario, IReadOnlyList<TargetFigures> Targets)
{
    /// <summary>Figures of a target; null when it was not measured.</summary>
    public TargetFigures? Of(string target) => Targets.FirstOrDefault(figures => figures.Target == target);

    /// <summary>Microseconds <paramref name="target"/> takes more than <paramref name="than"/>: the median over rounds of the difference of p50.</summary>
    public double? Added(string target, string than)
    {
        if (Of(target) is not { } more || Of(than) is not { } less)
        {
            return null;
        }

        return TargetFigures.Median(more.P50OfRounds.Zip(less.P50OfRounds, static (a, b) => a - b));
    }

    /// <summary>How many times of <paramref name="than"/> a figure of <paramref name="target"/> is.</summary>
    public double? Ratio(string target, string than, Func<TargetFigures, double> figure) =>
        Of(target) is { } a && Of(than) is { } b ? figure(a) / figure(b) : null;
}
