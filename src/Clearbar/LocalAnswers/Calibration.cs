namespace Clearbar.LocalAnswers;

/// <summary>
/// Turns label scores into the chance that the best label is right: a softmax whose temperature minimises the out-of-fold cross-entropy
/// (Guo, Pleiss, Sun, Weinberger 2017), then a rising piecewise-linear map fitted by isotonic regression on out-of-fold hits. Immutable.
/// </summary>
/// <param name="Sharpness">Inverse temperature.</param>
/// <param name="Knots">Log-odds of the softmax top, rising.</param>
/// <param name="Levels">Chance of being right at each knot, not falling.</param>
internal sealed record Calibration(double Sharpness, float[] Knots, float[] Levels)
{
    /// <summary>Part of the raw value mixed in, so that texts on one flat piece keep their order.</summary>
    private const double Tilt = 1e-3;

    /// <summary>Stands in until a calibration is fitted; its confidence is about 0.</summary>
    public static Calibration None { get; } = new(1, [0], [0]);

    /// <summary>The softmax probability of the best score, as log-odds.</summary>
    public double TopLogOdds(ReadOnlySpan<float> scores, int best)
    {
        var others = 0.0;
        for (var k = 0; k < scores.Length; k++)
        {
            var gap = k == best ? double.NegativeInfinity : (scores[k] - scores[best]) * Sharpness;
            others += gap > -30 ? PortableMath.Exp(gap) : 0;
        }

        return -PortableMath.Log(Math.Max(others, 1e-12));
    }

    /// <summary>The calibrated confidence of a top label with these log-odds, inside (0, 1).</summary>
    public float Confidence(double logOdds)
    {
        var raw = 1 / (1 + PortableMath.Exp(-logOdds));
        return (float)((Interpolate(logOdds) * (1 - Tilt)) + (raw * Tilt));
    }

    private double Interpolate(double x)
    {
        var above = 0;
        while (above < Knots.Length && Knots[above] < x)
        {
            above++;
        }

        if (above == 0)
        {
            return Levels[0];
        }

        if (above == Knots.Length)
        {
            return Levels[^1];
        }

        var part = (x - Knots[above - 1]) / (Knots[above] - Knots[above - 1]);
        return Levels[above - 1] + (part * (Levels[above] - Levels[above - 1]));
    }
}
