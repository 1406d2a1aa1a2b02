using System.Numerics;
using System.Runtime.Intrinsics;
using Clearbar.LocalAnswers;

namespace Clearbar.Routing.Policies;

/// <summary>
/// The chance that each of several rungs answers well: one logistic regression per rung over shared features, trained by Adagrad with ridge
/// shrinkage, then calibrated by a line through the log-odds (Platt 1999). Training is deterministic.
/// </summary>
/// <remarks>
/// Thread-safe. <see cref="Learn"/> changes the weights in place under a lock while others read them: single floats are written whole, so
/// a reader sees some weights of one step and some of the next, which for a step of gradient descent is as good as either (Recht et al.
/// 2011, Hogwild).
/// </remarks>
public sealed class PassPredictor
{
    /// <summary>First sum of squared gradients, so that the first step is finite.</summary>
    private const float FirstPast = 1e-2f;

    private readonly int _targets;
    private readonly PassPredictorOptions _options;

    /// <summary>Weights per target, a power of two: features share one where their hashes agree in its bits.</summary>
    private readonly int _slots;

    /// <summary>Targets rounded up to a power of two.</summary>
    private readonly int _stride;

    /// <summary>
    /// By slot, then by target in steps of <see cref="_stride"/>: the weights of one feature for all rungs lie together, at most in two lines of the
    /// cache; last, the biases.
    /// </summary>
    private readonly float[] _weights;

    /// <summary>Sums of squared gradients in the same order.</summary>
    private readonly float[] _past;
    private readonly Lock _learning;
    private readonly (double Scale, double Shift)[] _calibration;

    private PassPredictor(PassPredictor trained, (double Scale, double Shift)[] calibration)
        : this(trained._targets, trained._slots, trained._options, trained._weights, trained._past, trained._learning, calibration)
    {
    }

    private PassPredictor(
        int targets, int slots, PassPredictorOptions options, float[] weights, float[] past, Lock learning, (double Scale, double Shift)[] calibration)
    {
        _targets = targets;
        _slots = slots;
        _stride = StrideOf(targets);
        _options = options;
        _weights = weights;
        _past = past;
        _learning = learning;
        _calibration = calibration;
    }

    /// <summary>Knows nothing yet: every chance is one half until <see cref="Learn"/> is called.</summary>
    /// <param name="targets">Number of rungs.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="slots">Weights per target, a power of two of at most <see cref="FeatureHasher.Slots"/>.</param>
    public static PassPredictor Untrained(int targets, PassPredictorOptions options, int slots = FeatureHasher.Slots)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targets);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(slots) && slots <= FeatureHasher.Slots, true, nameof(slots));
        var past = new float[(slots + 1) * StrideOf(targets)];
        Array.Fill(past, FirstPast);
        return new PassPredictor(targets, slots, options, new float[past.Length], past, new Lock(), Uncalibrated(targets));
    }

    /// <summary>Fits one regression per target.</summary>
    /// <param name="rows">Features of the learned requests.</param>
    /// <param name="targets">For each target, the score (0 to 1) of each row.</param>
    /// <param name="options">How to train.</param>
    public static PassPredictor Fit(IReadOnlyList<SparseFeatures> rows, IReadOnlyList<float[]> targets, PassPredictorOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        var fitted = Untrained(targets.Count, options);
        for (var target = 0; target < targets.Count; target++)
        {
            var (weights, past) = Train(rows, targets[target], options);
            for (var slot = 0; slot < weights.Length; slot++)
            {
                fitted._weights[(slot * fitted._stride) + target] = weights[slot];
                fitted._past[(slot * fitted._stride) + target] = past[slot];
            }
        }

        return fitted;
    }

    /// <summary>The same regressions with log-odds mapped to s x + t, as fitted by <see cref="PlattScaling"/>.</summary>
    public PassPredictor Calibrated(IReadOnlyList<(double Scale, double Shift)> lines) => new(this, [.. lines]);

    /// <summary>Log-odds before calibration.</summary>
    public double RawLogOdds(SparseFeatures features, int target)
    {
        ArgumentNullException.ThrowIfNull(features);
        return RawLogOdds(features.Slots, features.Values, target);
    }

    /// <inheritdoc cref="RawLogOdds(SparseFeatures, int)"/>
    public double RawLogOdds(RequestFeatures features, int target)
    {
        ArgumentNullException.ThrowIfNull(features);
        return RawLogOdds(features.Slots, features.Values, target);
    }

    /// <summary>The calibrated chance, inside (0, 1).</summary>
    public double Chance(SparseFeatures features, int target) => Calibrated(RawLogOdds(features, target), target);

    /// <summary>The calibrated chance of every target, inside (0, 1); allocates nothing.</summary>
    /// <param name="features">Features of the request.</param>
    /// <param name="chances">Takes one chance per target.</param>
    public void Chances(RequestFeatures features, Span<double> chances)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(chances.Length, _targets);
        Span<float> sums = stackalloc float[_stride];
        _weights.AsSpan(_slots * _stride, _stride).CopyTo(sums);
        AddRows(features.Slots, features.Values, sums);
        for (var target = 0; target < chances.Length; target++)
        {
            chances[target] = Calibrated(sums[target], target);
        }
    }

    /// <summary>Takes one outcome: a step of the descent it was trained by, at the rate of the last pass.</summary>
    /// <param name="features">Features of the request.</param>
    /// <param name="target">The rung that answered.</param>
    /// <param name="passed">Whether its answer was accepted.</param>
    public void Learn(RequestFeatures features, int target, bool passed)
    {
        ArgumentNullException.ThrowIfNull(features);
        Learn(features.Slots, features.Values, target, passed ? 1 : 0, weight: 1);
    }

    /// <summary>Takes one outcome, as if it had been seen <paramref name="weight"/> times.</summary>
    /// <param name="features">Features of the answer.</param>
    /// <param name="target">The rung that answered.</param>
    /// <param name="outcome">How good it was, 0 to 1.</param>
    /// <param name="weight">Above 0: for how many it stands.</param>
    public void Learn(SparseFeatures features, int target, float outcome, float weight)
    {
        ArgumentNullException.ThrowIfNull(features);
        Learn(features.Slots, features.Values, target, outcome, weight);
    }

    /// <summary>Writes the weights that have moved; everything else is as <see cref="Untrained"/> makes it.</summary>
    /// <remarks><code>predictor = count:i32 count*( at:i32 weight:f32 past:f32 )          ; at: place among weights of all slots and targets, rising</code></remarks>
    internal void Write(BinaryWriter writer)
    {
        lock (_learning)
        {
            var moved = _past.Length - _past.AsSpan().Count(FirstPast);
            writer.Write(moved);
            for (var at = 0; at < _past.Length; at++)
            {
                if (_past[at] != FirstPast)
                {
                    writer.Write(at);
                    writer.Write(_weights[at]);
                    writer.Write(_past[at]);
                }
            }
        }
    }

    /// <summary>Reads into an untrained predictor of the same shape.</summary>
    /// <exception cref="InvalidDataException">A weight lies outside, or is no number.</exception>
    internal void Read(BinaryReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (at, weight, past) = (reader.ReadInt32(), reader.ReadSingle(), reader.ReadSingle());
            if ((uint)at >= (uint)_weights.Length || !float.IsFinite(weight) || !float.IsFinite(past) || past < FirstPast)
            {
                throw new InvalidDataException("a weight is not one of this predictor's");
            }

            (_weights[at], _past[at]) = (weight, past);
        }
    }

    private void Learn(ReadOnlySpan<int> slots, ReadOnlySpan<float> values, int target, float outcome, float weight)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)target, (uint)_targets);
        lock (_learning)
        {
            // Step by step, as if it had been seen so often: one long step would go far past what the outcome says.
            for (var left = weight; left > 0; left -= 1)
            {
                LearnOnce(slots, values, target, outcome, MathF.Min(1, left));
            }
        }
    }

    private void LearnOnce(ReadOnlySpan<int> slots, ReadOnlySpan<float> values, int target, float outcome, float weight)
    {
        var error = (1 / (1 + MathF.Exp(-(float)RawLogOdds(slots, values, target)))) - outcome;
        var rate = _options.Rate / _options.Epochs;
        for (var i = 0; i < slots.Length; i++)
        {
            var at = PlaceOf(slots[i], target);
            Step(at, (error * values[i]) + (_options.Shrinkage * _weights[at] * values[i] * values[i]), rate, weight);
        }

        Step((_slots * _stride) + target, error, rate, weight);
    }

    // The rows lie far apart in memory, so what counts is how many of them are on their way at once: few instructions per row.
    private void AddRows(ReadOnlySpan<int> slots, ReadOnlySpan<float> values, Span<float> sums)
    {
        ReadOnlySpan<float> weights = _weights;
        var mask = _slots - 1;
        if (sums.Length == Vector256<float>.Count)
        {
            var sum = Vector256.Create<float>(sums);
            for (var i = 0; i < slots.Length && i < values.Length; i++)
            {
                sum += Vector256.Create(weights.Slice((slots[i] & mask) * Vector256<float>.Count, Vector256<float>.Count)) * values[i];
            }

            sum.CopyTo(sums);
            return;
        }

        for (var i = 0; i < slots.Length; i++)
        {
            var row = weights.Slice((slots[i] & mask) * sums.Length, sums.Length);
            for (var target = 0; target < row.Length; target++)
            {
                sums[target] += row[target] * values[i];
            }
        }
    }

    private static int StrideOf(int targets) => (int)BitOperations.RoundUpToPowerOf2((uint)targets);

    private static (double Scale, double Shift)[] Uncalibrated(int targets) => [.. Enumerable.Repeat((1.0, 0.0), targets)];

    private double Calibrated(double raw, int target)
    {
        var (scale, shift) = _calibration[target];
        return 1 / (1 + Math.Exp(-((raw * scale) + shift)));
    }

    private double RawLogOdds(ReadOnlySpan<int> slots, ReadOnlySpan<float> values, int target)
    {
        var sum = _weights[(_slots * _stride) + target];
        for (var i = 0; i < slots.Length; i++)
        {
            sum += _weights[PlaceOf(slots[i], target)] * values[i];
        }

        return sum;
    }

    private int PlaceOf(int slot, int target) => ((slot & (_slots - 1)) * _stride) + target;

    private void Step(int at, float gradient, float rate, float weight)
    {
        _past[at] += weight * gradient * gradient;
        _weights[at] -= rate * weight * gradient / MathF.Sqrt(_past[at]);
    }

    /// <summary>Weights and sums of squared gradients by slot, those of the bias last.</summary>
    private static (float[] Weights, float[] Past) Train(IReadOnlyList<SparseFeatures> rows, float[] target, PassPredictorOptions options)
    {
        var weights = new float[FeatureHasher.Slots + 1];
        var past = new float[FeatureHasher.Slots + 1];
        Array.Fill(past, FirstPast);
        var mean = Math.Clamp(target.Length == 0 ? 0.5 : target.Average(), 0.01, 0.99);
        var (bias, biasPast) = ((float)Math.Log(mean / (1 - mean)), FirstPast);
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

        (weights[^1], past[^1]) = (bias, biasPast);
        return (weights, past);
    }
}
