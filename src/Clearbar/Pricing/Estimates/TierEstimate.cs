using Clearbar.Tiers;

namespace Clearbar.Pricing.Estimates;

/// <summary>What a month costs when one tier answers what nothing cheaper does.</summary>
public sealed record TierEstimate
{
    public required Tier Tier { get; init; }

    /// <summary>The model's id on the direct API.</summary>
    public required string ModelId { get; init; }

    /// <summary>Why the tier has no price here; null when it has one. Then the amounts are not zero but absent.</summary>
    public PriceError? Error { get; init; }

    /// <summary>Everything on this tier, at once, uncached, on the endpoint the comparison starts from.</summary>
    public Usd Baseline { get; init; }

    /// <summary>
    /// Savings in the order of <see cref="Lever"/>; <see cref="Baseline"/> less all of them is <see cref="Total"/>, exactly.
    /// </summary>
    public IReadOnlyList<LeverSaving> Levers { get; init; } = [];

    public Usd Total { get; init; }

    /// <summary>How the requests are sent: this tier first, then the cheaper one.</summary>
    public IReadOnlyList<StreamPlan> Streams { get; init; } = [];

    /// <summary>What should be known about this tier's figure.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How far the prices can be trusted; the counts always are an estimate.</summary>
    public PriceStatus PriceStatus { get; init; }
}
