namespace Clearbar.Pricing.Import;

/// <summary>Five prices of a LiteLLM entry in US dollars per million tokens; null where the map says nothing.</summary>
public sealed record LiteLlmRates(decimal? Input, decimal? CacheWrite5m, decimal? CacheWrite1h, decimal? CacheRead, decimal? Output)
{
    /// <summary>The price of a token category.</summary>
    public decimal? Of(ChargeItem item) => item switch
    {
        ChargeItem.Input => Input,
        ChargeItem.CacheWrite5m => CacheWrite5m,
        ChargeItem.CacheWrite1h => CacheWrite1h,
        ChargeItem.CacheRead => CacheRead,
        ChargeItem.Output => Output,
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "Not a token category."),
    };
}
