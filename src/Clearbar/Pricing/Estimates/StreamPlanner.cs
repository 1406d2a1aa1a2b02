namespace Clearbar.Pricing.Estimates;

/// <summary>
/// Finds the cheapest way to send requests to one model: cache lifetime, and how many of those that can wait go into a batch. Every way is
/// tried, so permitting more never costs more.
/// </summary>
internal sealed class StreamPlanner
{
    // Longest minimum among current models: stands in where a model's own is not established (cautious side).
    private const int CautiousMinimum = 4096;

    private static readonly CacheLifetime[] s_lifetimes = [CacheLifetime.FiveMinutes, CacheLifetime.OneHour];

    private readonly Workload _workload;
    private readonly string _modelId;
    private readonly List<ShapePrices> _now = [];
    private readonly List<ShapePrices> _batch = [];
    private readonly long _weight;

    public StreamPlanner(Workload workload, TierPrices prices)
    {
        _workload = workload;
        _modelId = prices.Model.Id;
        var minimum = MinimumOf(prices, workload);
        foreach (var shape in workload.Shapes)
        {
            var own = TokenizerScale.Of(shape, workload, prices.Model);
            _now.Add(ShapePrices.Of(own, prices.Now, own.Prefix >= minimum));
            if (prices.Batch is { } batch)
            {
                _batch.Add(ShapePrices.Of(own, batch, own.Prefix >= minimum));
            }

            _weight += shape.Weight;
        }
    }

    public static int MinimumOf(TierPrices prices, Workload workload) =>
        prices.Model.MinCacheableTokens(workload.Surface) ?? CautiousMinimum;

    /// <summary>Everything now and uncached.</summary>
    public Usd Plain(long requests) => new(Now(requests, CacheLifetime.None, out _));

    /// <summary>The cheapest plan for <paramref name="requests"/>, of which <paramref name="canWaitPercent"/> may be batched.</summary>
    public StreamPlan Best(long requests, int canWaitPercent)
    {
        StreamPlan? best = null;
        for (var percent = 0; percent <= (_batch.Count == 0 ? 0 : canWaitPercent); percent++)
        {
            var batched = (long)(requests * (decimal)percent / 100m);
            var now = BestNow(requests - batched, out var lifetime, out var hits);
            var cost = now + BestBatch(batched, out var batchHits);
            if (best is null || cost < best.Cost.Amount)
            {
                best = new StreamPlan(_modelId, requests, batched, lifetime, hits, batchHits, new Usd(cost));
            }
        }

        return best!;
    }

    private decimal BestNow(long requests, out CacheLifetime lifetime, out long hits)
    {
        lifetime = CacheLifetime.None;
        var best = Now(requests, CacheLifetime.None, out hits);
        foreach (var candidate in s_lifetimes)
        {
            var cost = Now(requests, candidate, out var candidateHits);
            if (cost < best)
            {
                (best, lifetime, hits) = (cost, candidate, candidateHits);
            }
        }

        return best;
    }

    private decimal Now(long requests, CacheLifetime lifetime, out long hits)
    {
        var kept = (decimal)requests / _workload.RequestsPerMonth;
        var cost = 0m;
        var shared = new Split(requests, _weight);
        hits = 0;
        foreach (var prices in _now)
        {
            var count = shared.Next(prices.Shape.Weight);
            var rate = prices.Cacheable ? _workload.Reuse.HitRate(lifetime, kept, prices.Shape.PrefixShare / prices.Shape.Prefixes) : 0;
            cost += Cost(prices, count, lifetime, rate, out var shapeHits);
            hits += shapeHits;
        }

        return cost;
    }

    // Batched requests write for an hour: a batch is worked off over longer than five minutes, and the vendor advises so.
    private decimal BestBatch(long requests, out long hits)
    {
        var plain = Batch(requests, CacheLifetime.None, out hits);
        if (_workload.BatchHitRate == 0)
        {
            return plain;
        }

        var cached = Batch(requests, CacheLifetime.OneHour, out var cachedHits);
        if (cached >= plain)
        {
            return plain;
        }

        hits = cachedHits;
        return cached;
    }

    private decimal Batch(long requests, CacheLifetime lifetime, out long hits)
    {
        var cost = 0m;
        var shared = new Split(requests, _weight);
        hits = 0;
        foreach (var prices in _batch)
        {
            cost += Cost(prices, shared.Next(prices.Shape.Weight), lifetime, _workload.BatchHitRate, out var shapeHits);
            hits += shapeHits;
        }

        return cost;
    }

    private static decimal Cost(ShapePrices prices, long count, CacheLifetime lifetime, decimal hitRate, out long hits)
    {
        hits = 0;
        if (lifetime == CacheLifetime.None || !prices.Cacheable || prices.Read is not { } read || prices.Write(lifetime) is not { } write)
        {
            return count * prices.Plain;
        }

        // Each prefix is written at least once, however often it is read.
        hits = Math.Max(0, Math.Min((long)(count * hitRate), count - prices.Shape.Prefixes));
        return (hits * read) + ((count - hits) * write);
    }
}
