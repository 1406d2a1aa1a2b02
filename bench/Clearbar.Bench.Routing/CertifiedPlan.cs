using Clearbar.Certificates;
using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing;

/// <summary>
/// The planner with a proof: predictors and start tables are fitted on one half of the learned rows, and Learn-then-Test walks down its
/// prices of
/// quality on the other half, all classes as one.
/// </summary>
internal sealed class CertifiedPlan(OutcomeSample learn, OutcomeSample judge, BenchOptions options)
{
    /// <summary>Every fifth of the planner's lambdas: neighbours differ by too few requests to tell apart.</summary>
    private const int Stride = 5;

    public PolicyLine Run(Promise promise)
    {
        var fitting = learn.With([.. learn.Requests.Where(static (_, i) => i % 2 == 0)]);
        var proving = AsOneClass(learn.With([.. learn.Requests.Where(static (_, i) => i % 2 == 1)]), out var provingOriginals);
        var judged = AsOneClass(judge, out var judgeOriginals);
        var model = ForesightModel.Fit(fitting, options.Predictor);
        var planner = TierPlanner.Fit(fitting, model);
        var known = new Dictionary<string, RunResult[]>(StringComparer.Ordinal);
        var lambdas = planner.Lambdas().Where(static (_, i) => i % Stride == 0).Select((lambda, i) => planner.At(lambda, $"plan {i}")).ToArray();
        foreach (var original in provingOriginals.Concat(judgeOriginals))
        {
            var foresight = model.Predict(original);
            known[original.Id] = [.. lambdas.Select(plan => plan.Run(original, foresight))];
        }

        IRoutingPolicy[] plans = [.. lambdas.Select((plan, i) => new Replayed(plan.Name, known, i))];
        var certificate = ClassCalibrator.Calibrate("all", judge.Ladder[^1], proving.Requests, plans, promise);
        var chosen = Array.Find(plans, plan => certificate.Granted && plan.Name == certificate.Policy);
        var line = PolicyLine.Of(
            judged,
            $"certified plan {promise.Epsilon:0.##}",
            chosen is null ? r => new RunResult(r.Reference.Score, r.Reference.Cost, r.Rungs.Count - 1) : chosen.Run);
        var (rate, worst) = new Resampling(judged, proving, plans, promise).Violations(options.Resamplings);
        var note = certificate.Granted ? $"p = {certificate.PValue:F3}, {certificate.Pairs} pairs"
            : certificate.MoreNeeded is { } more ? $"not certified, {more} more needed"
            : "not certified: the loss is not below epsilon";
        return line with { ViolationRate = rate, WorstViolationRate = worst, Note = note };
    }

    private static OutcomeSample AsOneClass(OutcomeSample sample, out IReadOnlyList<RecordedRequest> originals)
    {
        originals = sample.Requests;
        return sample.With([.. sample.Requests.Select(static r => r with { Class = "all" })]);
    }

    /// <summary>A plan whose outcomes were computed before, because resampling asks thousands of times.</summary>
    private sealed class Replayed(string name, Dictionary<string, RunResult[]> known, int index) : IRoutingPolicy
    {
        public string Name => name;

        public RunResult Run(RecordedRequest request) => known[request.Id][index];
    }
}
