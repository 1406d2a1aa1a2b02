namespace Clearbar.Pricing;

/// <summary>Fast-mode prices of one model on the direct API between two dates, in US dollars per million tokens.</summary>
/// <param name="EffectiveFrom">First UTC day, inclusive.</param>
/// <param name="EffectiveTo">Last UTC day, inclusive; null while current.</param>
/// <param name="Input">Price of uncached input; cache prices are the cache multipliers times this price.</param>
/// <param name="Output">Price of output.</param>
public sealed record FastRow(DateOnly EffectiveFrom, DateOnly? EffectiveTo, decimal Input, decimal Output)
{
    public bool Covers(DateOnly date) => EffectiveFrom <= date && (EffectiveTo is null || date <= EffectiveTo);
}
