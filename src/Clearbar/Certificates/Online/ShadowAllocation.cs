using System.Collections.Frozen;
using Clearbar.Pricing;

namespace Clearbar.Certificates.Online;

/// <summary>
/// The share of each class's requests that is shadowed: the day's dollars are divided by spend times uncertainty, because a class teaches
/// most where much is spent and little is known. Immutable; planned anew as demands change.
/// </summary>
/// <remarks>
/// A class whose part would buy more than the largest share leaves the rest to the others. The choice of a request hangs on its id alone,
/// so it is the same in every replica and cannot depend on the answer.
/// </remarks>
public sealed class ShadowAllocation
{
    private readonly FrozenDictionary<ClassKey, ulong> _thresholds;

    private ShadowAllocation(FrozenDictionary<ClassKey, ulong> thresholds)
    {
        _thresholds = thresholds;
    }

    /// <summary>Shadows nothing.</summary>
    public static ShadowAllocation None { get; } = new(FrozenDictionary<ClassKey, ulong>.Empty);

    /// <summary>Divides the day's dollars.</summary>
    /// <param name="demands">The classes, each once.</param>
    /// <param name="dailyCap">Dollars per day.</param>
    /// <param name="limits">Limits of every share.</param>
    public static ShadowAllocation Plan(IReadOnlyList<ClassDemand> demands, Usd dailyCap, ShadowShares limits)
    {
        ArgumentNullException.ThrowIfNull(demands);
        var shares = new double[demands.Count];
        var open = Enumerable.Range(0, demands.Count).Where(i => Weight(demands[i]) > 0 && CostOfAll(demands[i]) > 0).ToList();
        var left = (double)dailyCap.Amount;

        // Each round either fills at least one class up or ends.
        while (open.Count > 0 && left > 0)
        {
            var weights = open.Sum(i => Weight(demands[i]));
            var full = open.Where(i => left * Weight(demands[i]) / weights >= limits.Most * CostOfAll(demands[i])).ToList();
            foreach (var i in full.Count > 0 ? full : open)
            {
                shares[i] = full.Count > 0 ? limits.Most : left * Weight(demands[i]) / weights / CostOfAll(demands[i]);
            }

            left -= full.Sum(i => limits.Most * CostOfAll(demands[i]));
            open = full.Count > 0 ? [.. open.Except(full)] : [];
        }

        var thresholds = new Dictionary<ClassKey, ulong>();
        for (var i = 0; i < shares.Length; i++)
        {
            var worth = demands[i].Uncertainty > 0 && dailyCap > Usd.Zero;
            var share = worth ? Math.Clamp(shares[i], limits.Least, limits.Most) : 0;
            thresholds[new ClassKey(demands[i].Class, demands[i].Reference)] = Threshold(share);
        }

        return new ShadowAllocation(thresholds.ToFrozenDictionary());
    }

    /// <summary>The share of a class, 0 to 1.</summary>
    public double ShareOf(string className, string reference)
        => _thresholds.GetValueOrDefault(new ClassKey(className, reference)) / (double)ulong.MaxValue;

    /// <summary>This request is to be shadowed. Allocates nothing.</summary>
    /// <param name="className">Its class.</param>
    /// <param name="reference">The tier it asked for.</param>
    /// <param name="requestId">Its id, unique.</param>
    public bool Samples(string className, string reference, ReadOnlySpan<char> requestId)
        => _thresholds.TryGetValue(new ClassKey(className, reference), out var threshold) && Hash(requestId) < threshold;

    private static double Weight(ClassDemand demand) => (double)demand.SpendPerDay.Amount * Math.Clamp(demand.Uncertainty, 0, 1);

    private static double CostOfAll(ClassDemand demand) => demand.RequestsPerDay * (double)demand.ShadowCost.Amount;

    private static ulong Threshold(double share) => share >= 1 ? ulong.MaxValue : (ulong)(share * ulong.MaxValue);

    // FNV-1a, then the finaliser of SplitMix64: request ids often differ in their last characters only.
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 0x100000001B3UL;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
