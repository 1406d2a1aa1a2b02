using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Rollups;

/// <summary>
/// What of a usage decides how a price book prices it, beyond the counts themselves, so that the sum of many usages of one shape can be
/// priced as if each had been priced alone. The number is stored.
/// <code>
/// shape   = band | caches &lt;&lt; 4 | unknown &lt;&lt; 7 | unpriced &lt;&lt; 8
/// band    = how many of 100,000 128,000 200,000 256,000 500,000 1,000,000 the prompt is strictly longer than
/// caches  = 1 reads | 2 writes of 5 minutes | 4 writes of 1 hour
/// unknown = 1 for a local answer without an estimate of what it avoided
/// unpriced = 1 when the cost is not known
/// </code>
/// The bands are the lengths at which vendors change the price of a whole request. A price file with another threshold is priced at the
/// shortest prompt of the band.
/// </summary>
public static class UsageShape
{
    private const int Unknown = 1 << 7;
    private const int Unpriced = 1 << 8;

    private static ReadOnlySpan<long> Thresholds => [100_000, 128_000, 200_000, 256_000, 500_000, 1_000_000];

    /// <summary>The shape of a settled attempt; of a local answer, that of the usage it avoided.</summary>
    public static int Of(Surface? surface, TokenUsage usage, TokenUsage? avoided, bool priced)
    {
        var shape = priced ? 0 : Unpriced;
        if (surface != Surface.Local)
        {
            return shape | Of(usage);
        }

        return shape | (avoided is { } tokens ? Of(tokens) : Unknown);
    }

    /// <summary>False for a local answer of which nobody estimated what it avoided.</summary>
    public static bool KnowsAvoided(int shape) => (shape & Unknown) == 0;

    /// <summary>False when the attempts' cost is not known.</summary>
    public static bool IsPriced(int shape) => (shape & Unpriced) == 0;

    /// <summary>The shortest prompt of the shape's band, in tokens: the one by which a price tier is chosen for all of them.</summary>
    public static long PromptOf(int shape)
    {
        var band = shape & 0xF;
        return band == 0 ? 0 : Thresholds[band - 1] + 1;
    }

    private static int Of(in TokenUsage usage)
    {
        var band = 0;
        while (band < Thresholds.Length && usage.Prompt > Thresholds[band])
        {
            band++;
        }

        var caches = (usage.CacheRead > 0 ? 1 : 0) | (usage.CacheWrite5m > 0 ? 2 : 0) | (usage.CacheWrite1h > 0 ? 4 : 0);
        return band | (caches << 4);
    }
}
