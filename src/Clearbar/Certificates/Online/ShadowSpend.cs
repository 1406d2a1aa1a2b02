using Clearbar.Pricing;

namespace Clearbar.Certificates.Online;

/// <summary>Dollars settled for shadows on one UTC day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Spent">Dollars.</param>
public readonly record struct ShadowSpend(DateOnly Day, Usd Spent)
{
    /// <summary>Of several replicas: the most that may have been spent by the next exchange, <see cref="Spent"/> included. 0 where nobody shares.</summary>
    public Usd Claimed { get; init; }

    /// <summary>The later day wins; equal days add up.</summary>
    public static ShadowSpend Merge(ShadowSpend left, ShadowSpend right)
        => left.Day == right.Day ? left with { Spent = left.Spent + right.Spent, Claimed = left.Claimed + right.Claimed } : left.Day > right.Day ? left : right;
}
