using System.Globalization;

namespace Clearbar.Pricing.Estimates;

/// <summary>
/// When requests with one prefix follow each other, and hence how often a prefix is still in the cache.
/// </summary>
/// <remarks>
/// A request hits when the one before it with the same prefix came no more than the lifetime ago, because every read starts the lifetime
/// anew.
/// At a rate: arrivals are independent (Poisson), so a gap exceeds t hours with probability e^(−rate × t). With measured gaps: their share
/// up to
/// the lifetime; where only some of the requests stay together, gaps are taken as independent of each other and summed (<see
/// cref="GapModel"/>).
/// Not modelled: requests sent together before the first answer began (they all write), and evictions before the lifetime.
/// </remarks>
public sealed class ReusePattern
{
    /// <summary>Rates are rounded down to this many places: an estimate must not flatter.</summary>
    private const int Places = 4;

    /// <summary>A chance is never a certainty: what e^(−x) &gt; 0 leaves, in the places kept. Binary rounding would make it 1.</summary>
    private const double BelowCertain = 0.9999;

    private readonly decimal? _perHour;
    private readonly GapModel? _gaps;

    private ReusePattern(decimal? perHour, GapModel? gaps)
    {
        _perHour = perHour;
        _gaps = gaps;
    }

    /// <summary>What the pattern assumes, as a sentence for a report.</summary>
    public string Description => _perHour is { } rate
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{rate:0.####} requests per hour at independent times: a hit when the last request with the same prefix is younger than the "
                + $"lifetime, 1 − e^(−rate × lifetime)")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"a hit when a gap between requests with the same prefix is no longer than the lifetime, by the {_gaps!.Count} stated gaps; "
                + $"where only some requests stay together, their gaps are sums of stated ones, each independent of the last");

    /// <summary>Requests at independent times.</summary>
    /// <param name="requestsPerHour">Of the whole workload, all prefixes together; 0 or more.</param>
    public static ReusePattern PerHour(decimal requestsPerHour)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(requestsPerHour);
        return new ReusePattern(requestsPerHour, null);
    }

    /// <summary>Measured times between requests that share a prefix, each with how often it occurs.</summary>
    public static ReusePattern OfGaps(IReadOnlyList<(TimeSpan Gap, decimal Weight)> gaps)
    {
        ArgumentNullException.ThrowIfNull(gaps);
        ArgumentOutOfRangeException.ThrowIfZero(gaps.Count, nameof(gaps));
        return new ReusePattern(null, new GapModel(gaps));
    }

    /// <summary>Share of requests that find their prefix in the cache, 0 to 1, rounded down to four places.</summary>
    /// <param name="lifetime">How long an entry lives after its last use.</param>
    /// <param name="keptShare">Share (0 to 1) of the workload's requests that go to the same model in the same way: others warm no cache
    /// for them.</param>
    /// <param name="prefixShare">Share (0 to 1) of requests with the same prefix; measured gaps already are of one prefix.</param>
    public decimal HitRate(CacheLifetime lifetime, decimal keptShare, decimal prefixShare)
    {
        if (lifetime == CacheLifetime.None)
        {
            return 0;
        }

        var span = lifetime == CacheLifetime.FiveMinutes ? TimeSpan.FromMinutes(5) : TimeSpan.FromHours(1);
        var rate = _gaps is { } gaps
            ? gaps.ShareWithin((int)span.TotalSeconds, (double)keptShare)
            : Math.Min(BelowCertain, 1 - Math.Exp(-(double)(_perHour!.Value * keptShare * prefixShare) * span.TotalHours));

        // A probability, not money: binary floating point is good to many more places than are kept.
        return decimal.Round((decimal)rate, Places, MidpointRounding.ToZero);
    }
}
