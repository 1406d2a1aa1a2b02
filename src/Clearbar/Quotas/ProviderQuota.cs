namespace Clearbar.Quotas;

/// <summary>What a provider allows one model on one deployment, as the owner read it from the provider's console. Null: not known, not
/// watched.</summary>
public sealed record ProviderQuota
{
    public int? RequestsPerMinute { get; init; }

    /// <summary>In the provider's own count: on Bedrock prompt and answer together, the answer times the model's burndown.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>The same count over a UTC day.</summary>
    public long? TokensPerDay { get; init; }

    /// <summary>An even part of every figure, at least 1.</summary>
    public ProviderQuota PartOf(int parts) => this with
    {
        RequestsPerMinute = RequestsPerMinute is { } requests ? Math.Max(1, requests / parts) : null,
        TokensPerMinute = TokensPerMinute is { } tokens ? Math.Max(1, tokens / parts) : null,
        TokensPerDay = TokensPerDay is { } daily ? Math.Max(1, daily / parts) : null,
    };
}
