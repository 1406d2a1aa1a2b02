using Clearbar.Certificates;
using Clearbar.Ledger.Rollups;

namespace Clearbar.Routing.Replays;

/// <summary>Counts times in buckets of three significant digits, so that millions of them take a few kilobytes.</summary>
internal sealed class LatencyTally
{
    private readonly SortedDictionary<long, long> _buckets = [];
    private long _count;

    public void Add(double milliseconds)
    {
        var bucket = GatewayTimeBucket.Of(milliseconds);
        _buckets[bucket] = _buckets.GetValueOrDefault(bucket) + 1;
        _count++;
    }

    public LatencyFigures? ToFigures() => _count == 0 ? null : new LatencyFigures(_count, Quantile(0.5), Quantile(0.95));

    // The ranks around n p that the true quantile lies between: n p -+ z sqrt(n p (1 - p)) (David and Nagaraja 2003, section 7.1).
    private Measured Quantile(double p)
    {
        var reach = NormalDistribution.Quantile((1 + ReplayTally.Confidence) / 2) * Math.Sqrt(_count * p * (1 - p));
        return new Measured(
            At((long)Math.Ceiling(_count * p)),
            new Interval(At((long)Math.Floor((_count * p) - reach)), At((long)Math.Ceiling((_count * p) + reach) + 1)));
    }

    private double At(long rank)
    {
        rank = Math.Clamp(rank, 1, _count);
        foreach (var (bucket, count) in _buckets)
        {
            rank -= count;
            if (rank <= 0)
            {
                return GatewayTimeBucket.ToMilliseconds(bucket);
            }
        }

        return 0;
    }
}
