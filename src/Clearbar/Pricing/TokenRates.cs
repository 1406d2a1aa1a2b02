namespace Clearbar.Pricing;

/// <summary>
/// US dollars per million tokens of the five categories. Null means that the surface does not price the category: a count there is an
/// error, never free.
/// </summary>
public sealed record TokenRates(decimal Input, decimal Output, decimal? CacheWrite5m, decimal? CacheWrite1h, decimal? CacheRead);
