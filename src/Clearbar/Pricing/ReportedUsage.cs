using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <summary>What a provider's own usage record says, in the five disjoint buckets and with the modifiers it states.</summary>
public sealed record ReportedUsage
{
    public required TokenUsage Tokens { get; init; }

    /// <summary>False when a stream ended before its final counts; <see cref="Tokens"/> is then a lower bound.</summary>
    public bool IsFinal { get; init; } = true;

    public long WebSearches { get; init; }

    public long WebFetches { get; init; }

    public string? ServiceTier { get; init; }

    public string? InferenceGeo { get; init; }

    public Speed? ServedSpeed { get; init; }
}
