using System.Text.Json;

namespace Clearbar.Tokens;

/// <summary>
/// Counts of positive whole numbers in geometric buckets: any quantile within <see cref="RelativeError"/> of its value, in fixed memory. Sketches
/// merge by adding their buckets, in any order. Safe for concurrent use; a reader beside a writer sees some of its additions.
/// </summary>
/// <remarks>The bucket scheme of DDSketch (Masson, Rim, Lee, VLDB 2019), without collapsing: the range is bounded instead.</remarks>
public sealed class QuantileSketch
{
    /// <summary>Half the width of a bucket: (growth − 1) / (growth + 1).</summary>
    public const double RelativeError = (Growth - 1) / (Growth + 1);

    private const double Growth = 1.12;

    /// <summary>The last bucket takes everything from about 1.1 million on: longer than any answer.</summary>
    private const int Buckets = 124;

    private static readonly double s_logGrowth = Math.Log(Growth);

    // Each is only ever incremented, by any thread, interlocked.
    private readonly int[] _counts = new int[Buckets];

    public long Count
    {
        get
        {
            var sum = 0L;
            foreach (var count in _counts)
            {
                sum += count;
            }

            return sum;
        }
    }

    /// <summary>Adds a number; below 1 counts as 1.</summary>
    public void Add(long value) => Interlocked.Increment(ref _counts[BucketOf(value)]);

    /// <summary>The value at or below which <paramref name="share"/> of the numbers lie; 0 when there are none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public long Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return ValueOf(bucket);
            }
        }

        return 0;
    }

    /// <summary>Adds what another has counted.</summary>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            Interlocked.Add(ref _counts[bucket], other._counts[bucket]);
        }
    }

    /// <summary>Writes pairs of bucket and count, of the buckets that are not empty.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            if (_counts[bucket] is var count and > 0)
            {
                json.WriteNumberValue(bucket);
                json.WriteNumberValue(count);
            }
        }
    }

    /// <summary>Adds what <see cref="Write"/> has written.</summary>
    internal void Read(JsonElement pairs)
    {
        if (pairs.GetArrayLength() % 2 != 0)
        {
            throw new FormatException("a bucket has no count");
        }

        for (var i = 0; i < pairs.GetArrayLength(); i += 2)
        {
            var (bucket, count) = (pairs[i].GetInt32(), pairs[i + 1].GetInt32());
            if (bucket is < 0 or >= Buckets || count < 0)
            {
                throw new FormatException("a bucket or its count is out of range");
            }

            _counts[bucket] += count;
        }
    }

    private static int BucketOf(long value) =>
        value <= 1 ? 0 : Math.Min(Buckets - 1, (int)Math.Ceiling(Math.Log(value) / s_logGrowth));

    /// <summary>The middle of a bucket in the geometric sense: no number of the bucket is further from it than the relative error.</summary>
    private static long ValueOf(int bucket) => bucket == 0 ? 1 : (long)Math.Round(2 * Math.Pow(Growth, bucket) / (Growth + 1));
}
