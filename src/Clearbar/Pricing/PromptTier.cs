namespace Clearbar.Pricing;

/// <summary>Prices of a whole request, output included, whose prompt is strictly longer than a threshold.</summary>
/// <param name="PromptTokensOver">The threshold in prompt tokens (fresh, written and read together).</param>
/// <param name="Rates">Prices in US dollars per million tokens.</param>
public sealed record PromptTier(long PromptTokensOver, TokenRates Rates);
