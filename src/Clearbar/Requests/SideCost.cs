using Clearbar.Pricing;

namespace Clearbar.Requests;

/// <summary>What extra calls have cost.</summary>
/// <param name="Known">As far as it is known.</param>
/// <param name="AtMost">With ceilings where it is not.</param>
/// <param name="IsKnown">False when <paramref name="Known"/> is only a lower bound.</param>
public readonly record struct SideCost(Usd Known, Usd AtMost, bool IsKnown)
{
    public static SideCost None => new(Usd.Zero, Usd.Zero, true);

    public static SideCost operator +(SideCost left, SideCost right) =>
        new(left.Known + right.Known, left.AtMost + right.AtMost, left.IsKnown && right.IsKnown);
}
