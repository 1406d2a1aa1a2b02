namespace Clearbar.Pricing;

/// <summary>One Claude version as the price file describes it: names, limits that decide prices, and price rows.</summary>
/// <param name="Id">The id on the direct API.</param>
/// <param name="Name">The display name, as in the AWS service name.</param>
/// <param name="Aliases">Other ids the direct API accepts for it.</param>
/// <param name="Family">haiku, sonnet, opus, fable or mythos.</param>
/// <param name="Generation">For example 4.6.</param>
/// <param name="ContextTokens">Length of the context window in tokens.</param>
/// <param name="MinCacheableTokens">Shortest cacheable prompt on the direct API in tokens; null when not known.</param>
/// <param name="Tokenizer">Token counts of different tokenizers (<c>v1</c>, <c>v2</c>) must not be compared as if equal.</param>
/// <param name="RegionalPremium">Whether Bedrock charges more outside the global endpoint.</param>
/// <param name="InferenceGeo">Whether US-only inference is offered on the direct API.</param>
/// <param name="Bedrock">Ids and abilities on Bedrock; null when it is not sold there.</param>
/// <param name="DirectRows">Prices on the direct API, which Claude Platform on AWS and Managed Agents share.</param>
/// <param name="BedrockRows">Prices on Bedrock before the scope factor.</param>
/// <param name="FastRows">Fast-mode prices.</param>
public sealed record PricedModel(
    string Id,
    string Name,
    IReadOnlyList<string> Aliases,
    string Family,
    decimal Generation,
    int ContextTokens,
    int? MinCacheableTokens,
    string Tokenizer,
    bool RegionalPremium,
    bool InferenceGeo,
    BedrockListing? Bedrock,
    IReadOnlyList<PriceRow> DirectRows,
    IReadOnlyList<PriceRow> BedrockRows,
    IReadOnlyList<FastRow> FastRows);
