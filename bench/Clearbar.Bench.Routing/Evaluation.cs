using Clearbar.Certificates;
using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing;

/// <summary>Learns every policy on one half of a data set and reports it on the other.</summary>
internal sealed class Evaluation(OutcomeSample learn, OutcomeSample judge, BenchOptions options)
{
    private int Top => judge.Ladder.Count - 1;

    public IEnumerable<PolicyLine> Run()
    {
        for (var rung = 0; rung < judge.Ladder.Count; rung++)
        {
            var at = rung;
            yield return PolicyLine.Of(judge, "always " + judge.Ladder[rung], r => new RunResult(r.Rungs[at].Score, r.Rungs[at].Cost, at));
        }

        yield return RandomMix();
        yield return PolicyLine.Of(judge, "oracle", Oracle);
        var model = ForesightModel.Fit(learn, options.Predictor);
        var foresight = judge.Requests.ToDictionary(static r => r, model.Predict, (IEqualityComparer<RecordedRequest>)ReferenceEqualityComparer.Instance);
        var planner = TierPlanner.Fit(learn, model);
        var best = learn.Requests.Average(r => r.Reference.Score);
        var planned = planner.Reaching(best);
        yield return PolicyLine.Of(judge, "planned", r => planned.Run(r, foresight[r])) with { Note = Describe(planned) };
        foreach (var line in Routers(foresight))
        {
            yield return line;
        }

        foreach (var epsilon in options.Epsilons)
        {
            yield return Certified(new Promise(epsilon, options.Delta));
            yield return new CertifiedPlan(learn, judge, options).Run(new Promise(epsilon, options.Delta));
        }
    }

    private string Describe(PlannedPolicy policy) => string.Join(
        "; ",
        judge.ByClass().GroupBy(g => policy.Explain(g.Key), StringComparer.Ordinal).Select(static g => $"{g.Count()} class(es) {g.Key}"));

    private PolicyLine RandomMix()
    {
        // Half of the requests to either end, in expectation.
        var weak = PolicyLine.Of(judge, "", static r => new RunResult(r.Rungs[0].Score, r.Rungs[0].Cost, 0));
        var strong = PolicyLine.Of(judge, "", r => new RunResult(r.Reference.Score, r.Reference.Cost, Top));
        return strong with
        {
            Policy = "random mix",
            Accuracy = (weak.Accuracy + strong.Accuracy) / 2,
            Cost = (weak.Cost + strong.Cost) / 2,
            CostShare = (weak.CostShare + strong.CostShare) / 2,
            Rescued = strong.Rescued / 2,
            Wasted = strong.Wasted / 2,
            Harmful = strong.Harmful / 2,
            Curve = judge.Ladder.Count == 2 ? new RouterCurve(0.5, 0.5, 0.8) : null,
        };
    }

    private static RunResult Oracle(RecordedRequest request)
    {
        var best = 0;
        for (var rung = 1; rung < request.Rungs.Count; rung++)
        {
            var (outcome, other) = (request.Rungs[rung], request.Rungs[best]);
            best = outcome.Score > other.Score || (outcome.Score == other.Score && outcome.Cost < other.Cost) ? rung : best;
        }

        return new RunResult(request.Rungs[best].Score, request.Rungs[best].Cost, best);
    }

    private IEnumerable<PolicyLine> Routers(Dictionary<RecordedRequest, Foresight> foresight)
    {
        if (judge.Ladder.Count != 2)
        {
            yield break;
        }

        var classes = new ClassGains(learn);
        yield return Router("router: class", classes.Gain);
        yield return Router("router: text and class", r => foresight[r].Before(1) - foresight[r].Before(0));
        yield return Router("router: after the cheap answer", r => foresight[r].After(0, 1) - foresight[r].After(0, 0));
    }

    private PolicyLine Router(string name, Func<RecordedRequest, double> score)
    {
        var scores = judge.Requests.Select(score).ToArray();
        double[] weak = [.. judge.Requests.Select(static r => r.Rungs[0].Score)];
        double[] strong = [.. judge.Requests.Select(static r => r.Rungs[1].Score)];

        // Its own operating point on the line: half of the calls to the strong tier.
        var cut = scores.OrderDescending().ElementAt(scores.Length / 2);
        var line = PolicyLine.Of(judge, name, r => score(r) > cut
            ? new RunResult(r.Rungs[1].Score, r.Rungs[1].Cost, 1)
            : new RunResult(r.Rungs[0].Score, r.Rungs[0].Cost, 0));
        return line with { Curve = RouterCurve.Of(scores, weak, strong) };
    }

    private PolicyLine Certified(Promise promise)
    {
        var chains = Chains();
        var pooled = SmallClasses.Pool(learn, judge);
        var certificates = pooled.Learn.ByClass().ToDictionary(
            static g => g.Key, g => ClassCalibrator.Calibrate(g.Key, judge.Ladder[^1], [.. g], chains, promise), StringComparer.Ordinal);
        var byName = chains.ToDictionary(static c => c.Name, StringComparer.Ordinal);
        var line = PolicyLine.Of(pooled.Judge, $"certified {promise.Epsilon:0.##}", r =>
            certificates.TryGetValue(r.Class, out var c) && c.Granted
                ? byName[c.Policy].Run(r)
                : new RunResult(r.Reference.Score, r.Reference.Cost, Top));
        var (rate, worst) = new Resampling(pooled.Judge, pooled.Learn, chains, promise).Violations(options.Resamplings);
        return line with
        {
            ViolationRate = rate,
            WorstViolationRate = worst,
            Note = $"{certificates.Values.Count(static c => c.Granted)} of {certificates.Count} classes certified",
        };
    }

    private Chain[] Chains() =>
    [
        .. Chain.AllOf(
            judge.Ladder,
            learn.Requests.Any(static r => r.Rungs.Any(static o => o.GatePassed is false)),
            learn.Requests.Any(static r => r.Rungs[0].Answer is { Length: > 0 })),
    ];
}
