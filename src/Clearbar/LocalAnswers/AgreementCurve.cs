namespace Clearbar.LocalAnswers;

/// <summary>
/// Share answered against agreement with the label, as the confidence threshold falls; one point per per cent of the texts. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Certify"/> is Learn-then-Test (Angelopoulos, Bates, Candès, Jordan, Lei 2021). The hypotheses "agreement at share s is below
/// the target" are tested by the exact binomial tail in a fixed order, from small to large shares, with the fallback procedure (Wiens
/// 2003):
/// parts of delta are placed at shares fixed beforehand, a rejected hypothesis hands its level on to the next one, a kept one loses it.
/// The chance that any rejected hypothesis is true is at most delta, whatever the number of thresholds. Several starting places make the
/// walk robust: a strict target is provable only at small shares, and a walk that started too early for the data ends at once.
/// </para>
/// <para>
/// The guarantee holds for texts drawn like the ones behind the curve. For the training curve those are out-of-fold predictions by models
/// that saw fewer examples than the final one, which leans to the safe side; it does not hold against drift.
/// </para>
/// </remarks>
public sealed class AgreementCurve
{
    // Where parts of delta enter the walk. The choice may not look at labels, so it is constant.
    private static readonly (int Percent, double Part)[] Starts = [(20, 0.25), (35, 0.25), (50, 0.5)];

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
        var (level, entered) = (0.0, 0);
        foreach (var point in _points)
        {
            while (entered < Starts.Length && point.Answered * 100L >= (long)Starts[entered].Percent * point.Total)
            {
                level += Starts[entered++].Part * delta;
            }

            var proven = BinomialBounds.TailAtLeast(point.Agreed, point.Answered, target) <= level;
            best = proven ? point : best;
            level = proven ? level : 0;
        }

        return best;
    }

    /// <summary>
    /// Fewest texts behind a curve that could certify the target at all, even if every answer agreed: n with target^(n/2) = delta/2, because
    /// the largest part of delta enters at half of the texts.
    /// </summary>
    public static int FewestToCertify(double target, double delta) =>
        (int)Math.Ceiling(Math.Log(Starts[^1].Part * delta) / Math.Log(target) * 100 / Starts[^1].Percent);

    /// <summary>
    /// About how many texts a curve of this shape needs to be certified somewhere; null when its agreement is not above the target anywhere,
    /// so that more of the same would not help.
    /// </summary>
    public int? TextsNeeded(double target, double delta)
    {
        int? fewest = null;
        foreach (var (percent, part) in Starts)
        {
            if (NeededAt(PointAt(percent), target, part * delta) is { } needed)
            {
                fewest = Math.Min(fewest ?? int.MaxValue, needed);
            }
        }

        return fewest;
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

    private AgreementPoint? PointAt(int percent)
    {
        foreach (var point in _points)
        {
            if (point.Answered * 100L >= (long)percent * point.Total)
            {
                return point;
            }
        }

        return null;
    }

    // Half a miss is added: a short curve without misses has not shown that there are none. Doubling finds an upper end, halving the answer.
    private static int? NeededAt(AgreementPoint? at, double target, double level)
    {
        if (at is not { Answered: > 0 } point || point.Agreed / (point.Answered + 0.5) is var rate && rate <= target)
        {
            return null;
        }

        const int Most = 1 << 24;
        var (low, high) = (0, 64);
        while (!IsEnough(high) && high < Most)
        {
            (low, high) = (high, high * 2);
        }

        while (high - low > Math.Max(1, high / 64))
        {
            var middle = (low + high) / 2;
            (low, high) = IsEnough(middle) ? (low, middle) : (middle, high);
        }

        return high >= Most ? null : high;

        bool IsEnough(int texts)
        {
            var answered = (int)(texts * point.Share);
            return BinomialBounds.TailAtLeast((int)(answered * rate), answered, target) <= level;
        }
    }
}
