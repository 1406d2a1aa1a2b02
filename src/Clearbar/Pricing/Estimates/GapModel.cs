using System.Collections.Concurrent;

namespace Clearbar.Pricing.Estimates;

/// <summary>
/// Gaps between requests with one prefix, and the gaps that remain when only a part of the requests stays: a renewal process, thinned.
/// </summary>
/// <remarks>
/// With f(t) the share of gaps of t seconds and q the share of requests kept at random, a kept gap is one stated gap, or, when the request
/// that ended it was not kept, that gap and a kept one after it: g(t) = q f(t) + (1 − q) Σ f(s) g(t − s).
/// </remarks>
internal sealed class GapModel
{
    private const int LongestSeconds = 3600;

    private readonly List<(int Seconds, double Share)> _gaps;
    private readonly ConcurrentDictionary<double, double[]> _cumulated = new();

    /// <param name="gaps">Gaps, each with how often it occurs; seconds begun count whole, which does not flatter.</param>
    public GapModel(IReadOnlyList<(TimeSpan Gap, decimal Weight)> gaps)
    {
        Count = gaps.Count;
        var all = (double)gaps.Sum(gap => gap.Weight);
        _gaps = [.. gaps
            .Where(gap => gap.Gap.TotalSeconds <= LongestSeconds)
            .GroupBy(gap => Math.Max(1, (int)Math.Ceiling(gap.Gap.TotalSeconds)))
            .Select(group => (group.Key, (double)group.Sum(gap => gap.Weight) / all))];
    }

    /// <summary>How many gaps were stated.</summary>
    public int Count { get; }

    /// <summary>Share (0 to 1) of the kept requests whose predecessor is at most <paramref name="seconds"/> old.</summary>
    public double ShareWithin(int seconds, double kept) => Math.Min(1, _cumulated.GetOrAdd(kept, Cumulate)[seconds]);

    private double[] Cumulate(double kept)
    {
        var exact = new double[LongestSeconds + 1];
        var upTo = new double[LongestSeconds + 1];
        for (var second = 1; second <= LongestSeconds; second++)
        {
            foreach (var (gap, share) in _gaps)
            {
                if (gap <= second)
                {
                    exact[second] += share * ((gap == second ? kept : 0) + ((1 - kept) * exact[second - gap]));
                }
            }

            upTo[second] = upTo[second - 1] + exact[second];
        }

        return upTo;
    }
}
