namespace Clearbar.Pricing.Estimates;

/// <summary>A workload priced tier by tier, with what was assumed.</summary>
/// <param name="Workload">What was asked.</param>
/// <param name="Tiers">One estimate per tier, cheapest tier first.</param>
/// <param name="Assumptions">Every assumption and source behind the numbers, as sentences.</param>
/// <param name="PriceBook">Version of the price book.</param>
public sealed record Estimate(
    Workload Workload, IReadOnlyList<TierEstimate> Tiers, IReadOnlyList<string> Assumptions, string PriceBook);
