using Clearbar.LocalAnswers;

namespace Clearbar.Routing.Policies;

/// <summary>
/// The predictors of one ladder: one <see cref="PassPredictor"/> for the bare request and one per rung whose answer may have been seen.
/// Predictions for the learned requests themselves are cross-fitted, so that choices made on them are honest.
/// </summary>
public sealed class ForesightModel
{
    private readonly FeatureHasher _hasher;
    private readonly PassPredictor[] _states;
    private readonly int _rungs;

    private ForesightModel(FeatureHasher hasher, PassPredictor[] states, int rungs, IReadOnlyDictionary<RecordedRequest, Foresight> learned)
    {
        _hasher = hasher;
        _states = states;
        _rungs = rungs;
        Learned = learned;
    }

    /// <summary>Cross-fitted predictions of the learned requests.</summary>
    public IReadOnlyDictionary<RecordedRequest, Foresight> Learned { get; }

    /// <summary>Learns every state's predictor.</summary>
    /// <param name="sample">Recorded outcomes.</param>
    /// <param name="options">How to train.</param>
    /// <param name="folds">Cross-fitting folds.</param>
    public static ForesightModel Fit(OutcomeSample sample, PassPredictorOptions options, int folds = 5)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var hasher = new FeatureHasher();
        var rungs = sample.Ladder.Count;
        foreach (var request in sample.Requests)
        {
            hasher.Learn(request.Text, 0);
            foreach (var outcome in request.Rungs)
            {
                hasher.Learn(outcome.AnswerText ?? outcome.Answer ?? "", 1);
            }
        }

        var chances = sample.Requests.Select(_ => new double[rungs][]).ToArray();
        var states = new PassPredictor[rungs];
        var targets = Enumerable.Range(0, rungs)
            .Select(rung => sample.Requests.Select(request => (float)request.Rungs[rung].Score).ToArray()).ToArray();
        for (var state = 0; state < rungs; state++)
        {
            var seen = state - 1;
            var features = sample.Requests.Select(r => seen < 0 ? hasher.Encode(r) : hasher.Encode(r, seen)).ToArray();
            states[state] = FitState(features, targets, options, folds, (row, values) => chances[row][state] = values);
        }

        var learned = new Dictionary<RecordedRequest, Foresight>(ReferenceEqualityComparer.Instance);
        for (var row = 0; row < chances.Length; row++)
        {
            learned[sample.Requests[row]] = new Foresight(chances[row]);
        }

        return new ForesightModel(hasher, states, rungs, learned);
    }

    /// <summary>Predictions for a request that was not learned.</summary>
    public Foresight Predict(RecordedRequest request)
    {
        var chances = new double[_rungs][];
        for (var state = 0; state < _rungs; state++)
        {
            var features = state == 0 ? _hasher.Encode(request) : _hasher.Encode(request, state - 1);
            chances[state] = [.. Enumerable.Range(0, _rungs).Select(rung => _states[state].Chance(features, rung))];
        }

        return new Foresight(chances);
    }

    private static PassPredictor FitState(
        SparseFeatures[] features, float[][] targets, PassPredictorOptions options, int folds, Action<int, double[]> keep)
    {
        var rungs = targets.Length;
        var foldOf = new int[features.Length];
        for (var i = 0; i < foldOf.Length; i++)
        {
            foldOf[i] = i;
        }

        new SeededRandom(options.Seed).Shuffle(foldOf);
        var raw = new double[rungs][];
        Array.Fill(raw, []);
        for (var rung = 0; rung < rungs; rung++)
        {
            raw[rung] = new double[features.Length];
        }

        for (var fold = 0; fold < folds; fold++)
        {
            int[] inside = [.. Enumerable.Range(0, features.Length).Where(i => foldOf[i] % folds != fold)];
            var model = PassPredictor.Fit(
                [.. inside.Select(i => features[i])], [.. targets.Select(t => inside.Select(i => t[i]).ToArray())], options);
            for (var i = 0; i < features.Length; i++)
            {
                for (var rung = 0; rung < rungs && foldOf[i] % folds == fold; rung++)
                {
                    raw[rung][i] = model.RawLogOdds(features[i], rung);
                }
            }
        }

        var lines = targets.Select((t, rung) => PlattScaling.Fit(raw[rung], t)).ToArray();
        for (var i = 0; i < features.Length; i++)
        {
            keep(i, [.. lines.Select((line, rung) => 1 / (1 + Math.Exp(-((raw[rung][i] * line.Scale) + line.Shift))))]);
        }

        return PassPredictor.Fit(features, targets, options).Calibrated(lines);
    }
}
