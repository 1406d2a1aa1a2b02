using Clearbar.Outcomes;
using Clearbar.Routing.Policies;

namespace Clearbar.Gates.Scoring;

/// <summary>
/// What one rung's answers in one class have been worth: a logistic regression over <see cref="AnswerFeatures"/>, made honest by a line through its
/// log-odds. Learning is by one thread at a time, which <see cref="ClassScores"/> sees to; anyone may ask meanwhile.
/// </summary>
/// <remarks>
/// The line is fitted to what was predicted of the latest outcomes before they were learned (progressive validation, Blum et al. 1999): no outcome
/// is held out, and a rung that changes is noticed within so many outcomes, whatever the regression has still to unlearn.
/// </remarks>
public sealed class RungScore
{
    /// <summary>Weights of the regression: 2^14, with their past 128 KiB.</summary>
    internal const int Slots = 1 << 14;

    /// <summary>Outcomes the line is fitted to.</summary>
    internal const int Latest = 256;

    /// <summary>Outcomes of the rarer kind without which nothing can be told apart.</summary>
    public const int FewestOfAKind = 5;

    /// <summary>Outcomes between two fits of the line.</summary>
    private const int BetweenFits = 8;

    /// <summary>Lengths that the usual one is an average of: it may move.</summary>
    private const double Lengths = 1000;

    // As for foresight, which learns the same way: one look at each outcome.
    private static readonly PassPredictorOptions s_learning = new() { Rate = 0.3f, Epochs = 1, Shrinkage = 0.001f };

    private readonly PassPredictor _predictor = PassPredictor.Untrained(1, s_learning, Slots);
    private readonly double[] _raw = new double[Latest];
    private readonly float[] _outcomes = new float[Latest];
    private readonly float[] _weights = new float[Latest];
    private Tuple<double, double> _line = Tuple.Create(1.0, 0.0);
    private long _lengths;
    private double _lengthMean;
    private double _lengthVariance;

    public long Good { get; private set; }

    public long Bad { get; private set; }

    public long Seen => Good + Bad;

    /// <summary>The chances given to the latest outcomes as the line has them now, what became of them, and for how many each stands.</summary>
    public IEnumerable<(double Chance, float Outcome, float Weight)> LatestOutcomes()
    {
        for (var i = 0; i < Math.Min(Seen, Latest); i++)
        {
            yield return (Calibrated(_raw[i]), _outcomes[i], _weights[i]);
        }
    }

    public bool IsTaught(int examples) => Seen >= examples && Math.Min(Good, Bad) >= FewestOfAKind;

    /// <summary>The chance that an answer with these features is judged good.</summary>
    internal double Chance(RequestFeatures features) => Calibrated(_predictor.RawLogOdds(features, 0));

    /// <summary>Half standard deviations from the usual length, -6 to 6.</summary>
    internal int BucketOf(double length)
    {
        // A tenth is what lengths differ by at the least: of answers of one length, another one is far off but not infinitely.
        var spread = Math.Max(0.1, Math.Sqrt(Volatile.Read(ref _lengthVariance)));
        return _lengths == 0 ? 0 : (int)Math.Clamp(Math.Round((length - Volatile.Read(ref _lengthMean)) / spread * 2), -6, 6);
    }

    internal void Meet(double length)
    {
        _lengths++;
        var part = 1 / Math.Min(_lengths, Lengths);
        var off = length - _lengthMean;
        _lengthMean += part * off;
        _lengthVariance = (1 - part) * (_lengthVariance + (part * off * off));
    }

    internal void Learn(SparseFeatures features, float outcome, float weight)
    {
        var at = (int)(Seen % Latest);
        (_raw[at], _outcomes[at], _weights[at]) = (_predictor.RawLogOdds(features, 0), outcome, weight);
        _predictor.Learn(features, 0, outcome, weight);
        if (outcome < ReportedOutcome.Good)
        {
            Bad++;
        }
        else
        {
            Good++;
        }

        if (Seen % BetweenFits == 0)
        {
            Fit();
        }
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Good);
        writer.Write(Bad);
        writer.Write(_lengths);
        writer.Write(_lengthMean);
        writer.Write(_lengthVariance);
        for (var i = 0; i < Math.Min(Seen, Latest); i++)
        {
            writer.Write(_raw[i]);
            writer.Write(_outcomes[i]);
            writer.Write(_weights[i]);
        }

        _predictor.Write(writer);
    }

    internal static RungScore Read(BinaryReader reader)
    {
        var read = new RungScore { Good = reader.ReadInt64(), Bad = reader.ReadInt64() };
        (read._lengths, read._lengthMean, read._lengthVariance) = (reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
        if (read.Good < 0 || read.Bad < 0 || !double.IsFinite(read._lengthMean) || !(read._lengthVariance >= 0))
        {
            throw new InvalidDataException("a count is not one");
        }

        for (var i = 0; i < Math.Min(read.Seen, Latest); i++)
        {
            (read._raw[i], read._outcomes[i], read._weights[i]) = (reader.ReadDouble(), reader.ReadSingle(), reader.ReadSingle());
            if (!double.IsFinite(read._raw[i]) || read._outcomes[i] is not (>= 0 and <= 1) || !(read._weights[i] >= 1))
            {
                throw new InvalidDataException("an outcome is not one");
            }
        }

        read._predictor.Read(reader);
        read.Fit();
        return read;
    }

    private void Fit()
    {
        var held = (int)Math.Min(Seen, Latest);
        var (scale, shift) = PlattScaling.Fit(_raw.AsSpan(0, held), _outcomes.AsSpan(0, held), _weights.AsSpan(0, held));
        Volatile.Write(ref _line, Tuple.Create(scale, shift));
    }

    private double Calibrated(double raw)
    {
        var (scale, shift) = Volatile.Read(ref _line);
        return 1 / (1 + Math.Exp(-((raw * scale) + shift)));
    }
}
