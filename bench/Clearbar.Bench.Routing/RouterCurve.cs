namespace Clearbar.Bench.Routing;

/// <summary>
/// Two tiers: quality against the share of strong calls, as a router's score is cut at each decile. Metrics of RouteLLM (Ong et al. 2024):
/// PGR = (r - w)/(s - w); APGR its integral over the share by trapezoids; CPT(p) the least share with PGR at p, linear between points.
/// </summary>
/// <param name="Apgr">1 is the strong model everywhere, 0.5 a coin.</param>
/// <param name="Cpt50">Share of strong calls that recovers half of the gap; null when never.</param>
/// <param name="Cpt80">Share that recovers 80 %.</param>
internal sealed record RouterCurve(double Apgr, double? Cpt50, double? Cpt80)
{
    private const int Points = 10;

    /// <param name="scores">The larger, the sooner the request goes to the strong tier.</param>
    /// <param name="weak">Score of the weak tier's answers.</param>
    /// <param name="strong">Score of the strong tier's answers.</param>
    public static RouterCurve? Of(double[] scores, double[] weak, double[] strong)
    {
        var gap = strong.Average() - weak.Average();
        if (gap <= 0)
        {
            return null;
        }

        var gains = CumulativeGains(scores, [.. strong.Zip(weak, static (s, w) => s - w)]);
        var pgr = Enumerable.Range(0, Points + 1)
            .Select(i => At(gains, (double)i / Points * scores.Length) / scores.Length / gap).ToArray();
        var apgr = pgr.Zip(pgr.Skip(1), static (a, b) => (a + b) / 2).Average();
        return new RouterCurve(apgr, Crossing(pgr, 0.5), Crossing(pgr, 0.8));
    }

    // Requests of equal score are indistinguishable: each takes the mean gain of its group, so no order of the file leaks in.
    private static double[] CumulativeGains(double[] scores, double[] gains)
    {
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ToArray();
        var sums = new double[scores.Length + 1];
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            var sum = 0.0;
            while (to < order.Length && scores[order[to]] == scores[order[from]])
            {
                sum += gains[order[to++]];
            }

            for (var i = from; i < to; i++)
            {
                sums[i + 1] = sums[i] + (sum / (to - from));
            }

            from = to;
        }

        return sums;
    }

    private static double At(double[] sums, double position)
    {
        var below = (int)position;
        return below >= sums.Length - 1 ? sums[^1] : sums[below] + ((position - below) * (sums[below + 1] - sums[below]));
    }

    private static double? Crossing(double[] pgr, double level)
    {
        for (var i = 1; i < pgr.Length; i++)
        {
            if (pgr[i] >= level)
            {
                return (i - 1 + ((level - pgr[i - 1]) / (pgr[i] - pgr[i - 1]))) / Points;
            }
        }

        return null;
    }
}
