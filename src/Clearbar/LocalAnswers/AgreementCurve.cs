namespace Clearbar.LocalAnswers;

/// <summary>
/// Share answered against agreement with the label, as the confidence threshold falls; one point per per cent of the texts. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Certify"/> is Learn-then-Test (Angelopoulos, Bates, Candès, Jordan, Lei 2021) with fixed-sequence testing. The hypotheses
/// "agreement at share s is below the target" are tested from small to large shares by the exact binomial tail and the walk ends at the first
/// that is not rejected, so no correction for the number of thresholds is needed. Two walks, each with half of delta, start at shares fixed
/// beforehand: a long start that is robust for modest targets and a short one for strict targets. The larger certified share is taken.
/// </para>
/// <para>
/// The guarantee holds for texts drawn like the ones behind the curve. For the training curve those are out-of-fold predictions by models
/// that saw fewer examples than the final one, which leans to the safe side; it does not hold against drift.
/// </para>
/// </remarks>
public sealed class AgreementCurve
{
    // Shares at which the two walks start; the choice may not look at labels, so they are constants.
    private static readonly int[] WalkStarts = [20, 50];

    private readonly AgreementPoint[] _points;

    internal AgreementCurve(AgreementPoint[] points)
    {
        _points = points;
    }

    /// <summary>Points by rising share and falling threshold.</summary>
    public IReadOnlyList<AgreementPoint> Points => _points;

    /// <summary>Builds the curve of a set of predictions.</summary>
    /// <param name="confidences">Confidence of each text; 0 means never answered.</param>
    /// <param name="agreed">Whether the prediction equals the label.</param>
    public static AgreementCurve Build(ReadOnlySpan<float> confidences, ReadOnlySpan<bool> agreed)
    {
        var order = new int[confidences.Length];
        var keys = new float[confidences.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = -confidences[i];
        }

        Array.Sort(keys, order);
        var points = new List<AgreementPoint>();
        var (right, percent) = (0, 1);
        for (var i = 0; i < order.Length && keys[i] < 0; i++)
        {
            right += agreed[order[i]] ? 1 : 0;

            // Texts of equal confidence are answered together or not at all.
            var last = i + 1 == order.Length || keys[i + 1] != keys[i];
            var ended = i + 1 == order.Length || keys[i + 1] == 0;
            if (last && (ended || (i + 1) * 100L >= (long)percent * order.Length))
            {
                points.Add(new AgreementPoint(-keys[i], i + 1, right, order.Length));
                percent = (int)((i + 1) * 100L / order.Length) + 1;
            }
        }

        return new AgreementCurve([.. points]);
    }

    /// <summary>The largest share whose agreement is at least the target with confidence 1 - delta, or null when there is none.</summary>
    public AgreementPoint? Certify(double target, double delta)
    {
        AgreementPoint? best = null;
        foreach (var start in WalkStarts)
        {
            var end = Walk(start, target, delta / WalkStarts.Length);
            best = end is { } point && (best is null || point.Answered > best.Value.Answered) ? point : best;
        }

        return best;
    }

    /// <summary>The largest share whose observed agreement is at least the target: what the data look like, without a promise.</summary>
    public AgreementPoint? Observed(double target)
    {
        for (var i = _points.Length - 1; i >= 0; i--)
        {
            if (_points[i].Agreement >= target)
            {
                return _points[i];
            }
        }

        return null;
    }

    private AgreementPoint? Walk(int startPercent, double target, double delta)
    {
        AgreementPoint? best = null;
        foreach (var point in _points)
        {
            if (point.Answered * 100L < (long)startPercent * point.Total)
            {
                continue;
            }

            if (BinomialBounds.TailAtLeast(point.Agreed, point.Answered, target) > delta)
            {
                break;
            }

            best = point;
        }

        return best;
    }
}
