namespace Clearbar.Pricing.Import;

/// <summary>Prices of one key of a LiteLLM price map, in US dollars per million tokens; null where the map says nothing.</summary>
/// <param name="Key">The key as written, for example <c>us.anthropic.claude-sonnet-4-6</c>.</param>
/// <param name="Provider">Its <c>litellm_provider</c>.</param>
public sealed record LiteLlmEntry(string Key, string Provider)
{
    /// <summary>Prices of short prompts, one per token category.</summary>
    public required LiteLlmRates Base { get; init; }

    /// <summary>Prices of prompts over <see cref="PromptTokensOver"/>; null when the map has no upper tier.</summary>
    public LiteLlmRates? Upper { get; init; }

    /// <summary>The highest threshold the map names, in tokens; 0 when it has none.</summary>
    public long PromptTokensOver { get; init; }

    public decimal? BatchInput { get; init; }

    public decimal? BatchOutput { get; init; }

    /// <summary>Factor of US-only inference on every price.</summary>
    public decimal? UsFactor { get; init; }

    /// <summary>Factor of fast mode on every price.</summary>
    public decimal? FastFactor { get; init; }
}
