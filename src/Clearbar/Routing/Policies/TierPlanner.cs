namespace Clearbar.Routing.Policies;

/// <summary>
/// Expected-cost planning in the manner of cascade routing (Dekoninck et al. 2025): at each point the step with the largest expected score
/// minus lambda times expected cost, with the expectations of a <see cref="ForesightModel"/>. The way a class starts is a table, because
/// the
/// class tells more than the text; lambda is the one knob between cheap and good.
/// </summary>
public sealed class TierPlanner
{
    /// <summary>Pseudo-requests of the whole sample's mean added to each class: small classes follow the whole.</summary>
    private const double Pooling = 15;

    /// <summary>Values of lambda tried, relative to the reference's mean cost.</summary>
    private const int LambdaSteps = 80;

    private const int Folds = 5;

    private readonly OutcomeSample _learn;
    private readonly ForesightModel _model;
    private readonly Dictionary<string, double[]> _costs = new(StringComparer.Ordinal);
    private readonly double[] _overallCosts;
    private readonly bool[] _skipped;
    private readonly StartMode[] _modes;

    private TierPlanner(OutcomeSample learn, ForesightModel model)
    {
        _learn = learn;
        _model = model;
        _overallCosts = [.. learn.Ladder.Select((_, rung) => (double)learn.Requests.Average(r => r.Rungs[rung].Cost))];
        _skipped = FindDearerAndWorse(learn, _overallCosts);
        foreach (var group in learn.ByClass())
        {
            var count = group.Count();
            _costs[group.Key] =
                [.. _overallCosts.Select((overall, rung) => Pool(group.Sum(r => (double)r.Rungs[rung].Cost), count, overall))];
        }

        var rungs = learn.Ladder.Count;
        _modes =
        [
            .. Enumerable.Range(0, rungs).Where(rung => !_skipped[rung]).Select(static rung => new StartMode(rung, false)),
            .. Enumerable.Range(0, rungs - 1).Where(rung => !_skipped[rung]).Select(static rung => new StartMode(rung, true)),
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
        var (starts, unknown) = ChooseStarts(Replay(lambda), lambda, static _ => true);
        return new PlannedPolicy(this, name, lambda, starts, unknown);
    }

    /// <summary>
    /// The cheapest policy whose honest mean score on the learned requests reaches <paramref name="score"/>; the best one when none does.
    /// </summary>
    public PlannedPolicy Reaching(double score, string name = "planned")
    {
        var (best, bestCost, bestScore) = (0.0, double.MaxValue, double.MinValue);
        foreach (var lambda in Lambdas())
        {
            var (mean, cost) = Honest(lambda);
            var better = mean >= score ? bestScore < score || cost < bestCost : mean > bestScore;
            (best, bestCost, bestScore) = better ? (lambda, cost, mean) : (best, bestCost, bestScore);
        }

        return At(best, name);
    }

    /// <summary>
    /// Values of lambda from the best policy to the cheapest: a ten-thousandth of the dearest rung's cost to ten times it.
    /// </summary>
    public IEnumerable<double> Lambdas()
        => Enumerable.Range(0, LambdaSteps).Select(step => Math.Pow(10, -4 + (5.0 * step / (LambdaSteps - 1))) / _overallCosts.Max());

    /// <summary>
    /// Mean score and cost on the learned requests, each with predictions and a table of starts that did not see it: the table's choice
    /// would
    /// otherwise flatter itself by a point or more on some hundred requests.
    /// </summary>
    public (double Score, double Cost) Honest(double lambda)
    {
        var results = Replay(lambda);
        var (score, cost) = (0.0, 0m);
        for (var fold = 0; fold < Folds; fold++)
        {
            var outside = fold;
            var (starts, unknown) = ChooseStarts(results, lambda, i => i % Folds != outside);
            for (var i = fold; i < results.Length; i += Folds)
            {
                var mode = starts.GetValueOrDefault(_learn.Requests[i].Class, unknown);
                var result = results[i][Array.IndexOf(_modes, mode)];
                score += result.Score;
                cost += result.Cost;
            }
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

    // A rung that costs more than another and scores no better on the whole never earns its money; order of price is not order of quality.
    private static bool[] FindDearerAndWorse(OutcomeSample learn, double[] costs)
    {
        var scores = learn.Ladder.Select((_, rung) => learn.Requests.Average(r => r.Rungs[rung].Score)).ToArray();
        return
        [
            .. scores.Select((score, rung) => scores.Select((other, at) => (other, at))
                .Any(o => costs[o.at] < costs[rung] && o.other >= score)),
        ];
    }

    private int Choose(Foresight foresight, double[] costs, double lambda)
    {
        var best = Array.IndexOf(_skipped, false);
        for (var rung = best + 1; rung < costs.Length; rung++)
        {
            if (_skipped[rung])
            {
                continue;
            }

            best = foresight.Before(rung) - (lambda * costs[rung]) > foresight.Before(best) - (lambda * costs[best]) ? rung : best;
        }

        return best;
    }

    private int Next(Foresight foresight, double[] costs, int seen, double lambda)
    {
        var (best, value) = (seen, foresight.After(seen, seen));
        for (var rung = seen + 1; rung < costs.Length; rung++)
        {
            var other = foresight.After(seen, rung) - (lambda * costs[rung]);
            (best, value) = other > value && !_skipped[rung] ? (rung, other) : (best, value);
        }

        return best;
    }

    private static double Pool(double sum, int count, double overall) => (sum + (Pooling * overall)) / (count + Pooling);

    private RunResult[][] Replay(double lambda)
        => [.. _learn.Requests.Select(r => _modes.Select(mode => Simulate(r, _model.Learned[r], mode, lambda)).ToArray())];

    private (Dictionary<string, StartMode> Starts, StartMode Unknown) ChooseStarts(
        RunResult[][] results, double lambda, Func<int, bool> counts)
    {
        var overall = new double[_modes.Length];
        var sums = new Dictionary<string, (double[] Values, int Count)>(StringComparer.Ordinal);
        var seen = 0;
        for (var i = 0; i < results.Length; i++)
        {
            if (!counts(i))
            {
                continue;
            }

            seen++;
            var (values, count) = sums.GetValueOrDefault(_learn.Requests[i].Class, (new double[_modes.Length], 0));
            for (var mode = 0; mode < _modes.Length; mode++)
            {
                var value = results[i][mode].Score - (lambda * (double)results[i][mode].Cost);
                values[mode] += value;
                overall[mode] += value;
            }

            sums[_learn.Requests[i].Class] = (values, count + 1);
        }

        var starts = new Dictionary<string, StartMode>(StringComparer.Ordinal);
        foreach (var (name, (values, count)) in sums)
        {
            var pooled = values.Select((sum, mode) => Pool(sum, count, overall[mode] / seen)).ToArray();
            starts[name] = _modes[Array.IndexOf(pooled, pooled.Max())];
        }

        return (starts, _modes[Array.IndexOf(overall, overall.Max())]);
    }
}
