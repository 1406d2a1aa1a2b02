namespace Clearbar.Pricing;

/// <summary>How a model is named and sold on Bedrock.</summary>
/// <param name="BaseId">The foundation-model id, for example <c>anthropic.claude-sonnet-4-6</c>.</param>
/// <param name="Ids">Ids by scope key: <c>inRegion</c>, <c>global</c>, or a geography such as <c>us</c>.</param>
/// <param name="CacheTtls">Cache lifetimes offered: <c>5m</c>, <c>1h</c>; empty when prompts are not cached.</param>
/// <param name="Batch">Whether batch inference is offered.</param>
public sealed record BedrockListing(
    string BaseId,
    IReadOnlyDictionary<string, string> Ids,
    IReadOnlyList<string> CacheTtls,
    bool Batch);
