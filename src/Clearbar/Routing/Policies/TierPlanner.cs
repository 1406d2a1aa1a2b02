namespace Clearbar.Routing.Policies;

/// <summary>
/// Expected-cost planning in the manner of cascade routing (Dekoninck et al. 2025): at each point the step with the largest expected score
/// minus lambda times expected cost, with the expectations of a <see cref="ForesightModel"/>. The way a class starts is a table, because the
/// class tells more than the text; lambda is the one knob between cheap and good.
/// </summary>
public sealed class TierPlanner
{
    /// <summary>Pseudo-requests of the whole sample's mean added to each class: small classes follow the whole.</summary>
    private const double Pooling = 15;

    /// <summary>Values of lambda tried, relative to the reference's mean cost.</summary>
    private const int LambdaSteps = 80;

    private readonly OutcomeSample _learn;
    private readonly ForesightModel _model;
    private readonly Dictionary<string, double[]> _costs = new(StringComparer.Ordinal);
    private readonly double[] _overallCosts;
    private readonly StartMode[] _modes;

    private TierPlanner(OutcomeSample learn, ForesightModel model)
    {
        _learn = learn;
        _model = model;
        _overallCosts = [.. learn.Ladder.Select((_, rung) => (double)learn.Requests.Average(r => r.Rungs[rung].Cost))];
        foreach (var group in learn.ByClass())
        {
            _costs[group.Key] = [.. _overallCosts.Select((overall, rung) => Pool(group.Sum(r => (double)r.Rungs[rung].Cost), group.Count(), overall))];
        }

        var rungs = learn.Ladder.Count;
        _modes =
        [
            .. Enumerable.Range(0, rungs).Select(static rung => new StartMode(rung, false)),
            .. Enumerable.Range(0, rungs - 1).Select(static rung => new StartMode(rung, true)),
            new StartMode(-1, false),
            new StartMode(-1, true),
        ];
    }

    public IReadOnlyList<string> Ladder => _learn.Ladder;

    /// <summary>Prepares planning on a learned sample and the model fitted on it.</summary>
    public static TierPlanner Fit(OutcomeSample learn, ForesightModel model)
    {
        ArgumentNullException.ThrowIfNull(learn);
        ArgumentNullException.ThrowIfNull(model);
        return new TierPlanner(learn, model);
    }

    /// <summary>The policy for one lambda.</summary>
    public PlannedPolicy At(double lambda, string name = "planned")
    {
        var values = _learn.Requests.Select(r => _modes.Select(mode => Value(r, mode, lambda)).ToArray()).ToArray();
        var overall = _modes.Select((_, mode) => values.Average(v => v[mode])).ToArray();
        var starts = new Dictionary<string, StartMode>(StringComparer.Ordinal);
        foreach (var group in Enumerable.Range(0, values.Length).GroupBy(i => _learn.Requests[i].Class, StringComparer.Ordinal))
        {
            var pooled = overall.Select((mean, mode) => Pool(group.Sum(i => values[i][mode]), group.Count(), mean)).ToArray();
            starts[group.Key] = _modes[Array.IndexOf(pooled, pooled.Max())];
        }

        return new PlannedPolicy(this, name, lambda, starts, _modes[Array.IndexOf(overall, overall.Max())]);
    }

    /// <summary>The cheapest policy whose cross-fitted mean score on the learned requests reaches <paramref name="score"/>.</summary>
    public PlannedPolicy Reaching(double score, string name = "planned")
    {
        PlannedPolicy? best = null;
        var (bestCost, bestScore) = (double.MaxValue, double.MinValue);
        foreach (var policy in Sweep(name))
        {
            var (mean, cost) = Learned(policy);
            var better = mean >= score ? bestScore < score || cost < bestCost : mean > bestScore;
            (best, bestCost, bestScore) = best is null || better ? (policy, cost, mean) : (best, bestCost, bestScore);
        }

        return best!;
    }

    /// <summary>Policies from the best to the cheapest.</summary>
    public IEnumerable<PlannedPolicy> Sweep(string name)
    {
        for (var step = 0; step < LambdaSteps; step++)
        {
            // From a ten-thousandth of the reference's cost to ten times it.
            yield return At(Math.Pow(10, -4 + (5.0 * step / (LambdaSteps - 1))) / _overallCosts.Max(), name);
        }
    }

    /// <summary>Cross-fitted mean score and cost of a policy on the learned requests.</summary>
    public (double Score, double Cost) Learned(PlannedPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var (score, cost) = (0.0, 0m);
        foreach (var request in _learn.Requests)
        {
            var result = policy.Run(request, _model.Learned[request]);
            score += result.Score;
            cost += result.Cost;
        }

        return (score / _learn.Count, (double)cost / _learn.Count);
    }

    internal Foresight Foresee(RecordedRequest request) => _model.Predict(request);

    internal RunResult Simulate(RecordedRequest request, Foresight foresight, StartMode mode, double lambda)
    {
        var costs = _costs.GetValueOrDefault(request.Class, _overallCosts);
        var rung = mode.Rung >= 0 ? mode.Rung : Choose(foresight, costs, lambda);
        var paid = request.Rungs[rung].Cost;
        while (mode.LooksAtAnswer && rung < _overallCosts.Length - 1)
        {
            var next = Next(foresight, costs, rung, lambda);
            if (next == rung)
            {
                break;
            }

            rung = next;
            paid += request.Rungs[rung].Cost;
        }

        return new RunResult(request.Rungs[rung].Score, paid, rung);
    }

    private static int Choose(Foresight foresight, double[] costs, double lambda)
    {
        var best = 0;
        for (var rung = 1; rung < costs.Length; rung++)
        {
            best = foresight.Before(rung) - (lambda * costs[rung]) > foresight.Before(best) - (lambda * costs[best]) ? rung : best;
        }

        return best;
    }

    private static int Next(Foresight foresight, double[] costs, int seen, double lambda)
    {
        var (best, value) = (seen, foresight.After(seen, seen));
        for (var rung = seen + 1; rung < costs.Length; rung++)
        {
            var other = foresight.After(seen, rung) - (lambda * costs[rung]);
            (best, value) = other > value ? (rung, other) : (best, value);
        }

        return best;
    }

    private static double Pool(double sum, int count, double overall) => (sum + (Pooling * overall)) / (count + Pooling);

    private double Value(RecordedRequest request, StartMode mode, double lambda)
    {
        var result = Simulate(request, _model.Learned[request], mode, lambda);
        return result.Score - (lambda * (double)result.Cost);
    }
}
