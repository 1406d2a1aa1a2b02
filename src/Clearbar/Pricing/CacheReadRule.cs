namespace Clearbar.Pricing;

/// <summary>A model whose cache read is not the usual share of its input price.</summary>
/// <param name="Model">Model id.</param>
/// <param name="From">First day of the exception; null for as long as the model exists.</param>
/// <param name="Multiplier">Cache read as a multiple of the input price.</param>
public sealed record CacheReadRule(string Model, DateOnly? From, decimal Multiplier);
