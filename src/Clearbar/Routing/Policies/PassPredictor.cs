using Clearbar.LocalAnswers;

namespace Clearbar.Routing.Policies;

/// <summary>
/// The chance that each of several rungs answers well: one logistic regression per rung over shared features, trained by Adagrad with ridge
/// shrinkage, then calibrated by a line through the log-odds (Platt 1999). Immutable after training; deterministic.
/// </summary>
public sealed class PassPredictor
{
    private readonly float[][] _weights;
    private readonly float[] _bias;
    private readonly (double Scale, double Shift)[] _calibration;

    private PassPredictor(float[][] weights, float[] bias, (double Scale, double Shift)[] calibration)
    {
        _weights = weights;
        _bias = bias;
        _calibration = calibration;
    }

    /// <summary>Fits one regression per target.</summary>
    /// <param name="rows">Features of the learned requests.</param>
    /// <param name="targets">For each target, the score (0 to 1) of each row.</param>
    /// <param name="options">How to train.</param>
    public static PassPredictor Fit(IReadOnlyList<SparseFeatures> rows, IReadOnlyList<float[]> targets, PassPredictorOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        var weights = new float[targets.Count][];
        var bias = new float[targets.Count];
        for (var target = 0; target < targets.Count; target++)
        {
            (weights[target], bias[target]) = Train(rows, targets[target], options);
        }

        return new PassPredictor(weights, bias, [.. Enumerable.Repeat((1.0, 0.0), targets.Count)]);
    }

    /// <summary>The same regressions with log-odds mapped to s x + t, as fitted by <see cref="PlattScaling"/>.</summary>
    public PassPredictor Calibrated(IReadOnlyList<(double Scale, double Shift)> lines) => new(_weights, _bias, [.. lines]);

    /// <summary>Log-odds before calibration.</summary>
    public double RawLogOdds(SparseFeatures features, int target)
    {
        ArgumentNullException.ThrowIfNull(features);
        var sum = _bias[target];
        var weights = _weights[target];
        for (var i = 0; i < features.Slots.Length; i++)
        {
            sum += weights[features.Slots[i]] * features.Values[i];
        }

        return sum;
    }

    /// <summary>The calibrated chance, inside (0, 1).</summary>
    public double Chance(SparseFeatures features, int target)
    {
        var (scale, shift) = _calibration[target];
        return 1 / (1 + Math.Exp(-((RawLogOdds(features, target) * scale) + shift)));
    }

    private static (float[] Weights, float Bias) Train(IReadOnlyList<SparseFeatures> rows, float[] target, PassPredictorOptions options)
    {
        var weights = new float[FeatureHasher.Slots];
        var past = new float[FeatureHasher.Slots];
        Array.Fill(past, 1e-2f);
        var mean = Math.Clamp(target.Length == 0 ? 0.5 : target.Average(), 0.01, 0.99);
        var (bias, biasPast) = ((float)Math.Log(mean / (1 - mean)), 1e-2f);
        var order = Enumerable.Range(0, rows.Count).ToArray();
        var random = new SeededRandom(options.Seed);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle(order);
            var rate = options.Rate * (1 - ((float)epoch / options.Epochs));
            foreach (var row in order)
            {
                var (slots, values) = (rows[row].Slots, rows[row].Values);
                var sum = bias;
                for (var i = 0; i < slots.Length; i++)
                {
                    sum += weights[slots[i]] * values[i];
                }

                var error = (1 / (1 + MathF.Exp(-sum))) - target[row];
                for (var i = 0; i < slots.Length; i++)
                {
                    var slot = slots[i];
                    var gradient = (error * values[i]) + (options.Shrinkage * weights[slot] * values[i] * values[i]);
                    past[slot] += gradient * gradient;
                    weights[slot] -= rate * gradient / MathF.Sqrt(past[slot]);
                }

                biasPast += error * error;
                bias -= rate * error / MathF.Sqrt(biasPast);
            }
        }

        return (weights, bias);
    }
}
