using Clearbar.Pricing;

namespace Clearbar.Certificates.Online;

/// <summary>Dollars settled for shadows on one UTC day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Spent">Dollars.</param>
public readonly record struct ShadowSpend(DateOnly Day, Usd Spent)
{
    /// <summary>The later day wins; equal days add up.</summary>
    public static ShadowSpend Merge(ShadowSpend left, ShadowSpend right)
        => left.Day == right.Day ? left with { Spent = left.Spent + right.Spent } : left.Day > right.Day ? left : right;
}
