using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing;

/// <summary>One policy on the judged half of one data set.</summary>
internal sealed record PolicyLine
{
    public required string DataSet { get; init; }

    public required string Policy { get; init; }

    public required int Count { get; init; }

    /// <summary>Mean score.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean cost per request, in the data set's unit.</summary>
    public required double Cost { get; init; }

    /// <summary>Cost over that of always asking the reference.</summary>
    public required double CostShare { get; init; }

    public RouterCurve? Curve { get; init; }

    /// <summary>Cheapest rung wrong, policy right because it asked another.</summary>
    public int Rescued { get; init; }

    /// <summary>Cheapest rung already right, a dearer answer bought.</summary>
    public int Wasted { get; init; }

    /// <summary>Cheapest rung right, the dearer answer wrong.</summary>
    public int Harmful { get; init; }

    /// <summary>Share of resampled classes whose certificate broke its promise; null for policies without one.</summary>
    public double? ViolationRate { get; init; }

    /// <summary>The same for the worst class.</summary>
    public double? WorstViolationRate { get; init; }

    /// <summary>What the policy does, per class, for a person.</summary>
    public string? Note { get; init; }

    public static PolicyLine Of(OutcomeSample judge, string policy, Func<RecordedRequest, RunResult> run)
    {
        var (score, cost, reference) = (0.0, 0m, 0m);
        var (rescued, wasted, harmful) = (0, 0, 0);
        foreach (var request in judge.Requests)
        {
            var result = run(request);
            score += result.Score;
            cost += result.Cost;
            reference += request.Reference.Cost;
            var cheap = request.Rungs[0].Score;
            rescued += result.Score > cheap ? 1 : 0;
            wasted += result.LastRung > 0 && result.Score == cheap && cheap > 0.5 ? 1 : 0;
            harmful += result.Score < cheap ? 1 : 0;
        }

        return new PolicyLine
        {
            DataSet = judge.Name,
            Policy = policy,
            Count = judge.Count,
            Accuracy = score / judge.Count,
            Cost = (double)cost / judge.Count,
            CostShare = reference == 0 ? 0 : (double)(cost / reference),
            Rescued = rescued,
            Wasted = wasted,
            Harmful = harmful,
        };
    }
}
