namespace Clearbar.Pricing.Import;

/// <summary>A price that a LiteLLM map and the price book state differently.</summary>
/// <param name="Key">The map's key.</param>
/// <param name="ModelId">The book's model.</param>
/// <param name="Item">What is priced, for example <c>cacheRead</c> or <c>input (prompt over 200000)</c>.</param>
/// <param name="Theirs">The map's price in US dollars per million tokens; null when it states none.</param>
/// <param name="Ours">The book's price; null when the surface does not price it.</param>
/// <param name="Note">What may explain it; null when nothing known does.</param>
public sealed record LiteLlmDifference(string Key, string ModelId, string Item, decimal? Theirs, decimal? Ours, string? Note);
