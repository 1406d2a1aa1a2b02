namespace Clearbar.Pricing;

/// <summary>Why a usage has no price, and what to change. Never a price of zero (invariant I6).</summary>
/// <param name="Code">The reason.</param>
/// <param name="Message">One sentence with the value at fault and the way out.</param>
public sealed record PriceError(PriceErrorCode Code, string Message)
{
    /// <summary>The reason as stable text, for example <c>price-unknown-for-date</c>.</summary>
    public string CodeText => Code switch
    {
        PriceErrorCode.UnknownModel => "unknown-model",
        PriceErrorCode.PriceUnknownForDate => "price-unknown-for-date",
        PriceErrorCode.CacheNotPricedOnSurface => "cache-not-priced-on-surface",
        PriceErrorCode.FastNotWithBatch => "fast-not-with-batch",
        PriceErrorCode.FastNotOnSurface => "fast-not-on-surface",
        PriceErrorCode.FastNotSupportedByModel => "fast-not-supported-by-model",
        PriceErrorCode.GeoNotSupportedByModel => "geo-not-supported-by-model",
        PriceErrorCode.GeoNotOnSurface => "geo-not-on-surface",
        PriceErrorCode.BatchNotOnSurface => "batch-not-on-surface",
        PriceErrorCode.ToolNotOnSurface => "tool-not-on-surface",
        PriceErrorCode.ServiceTierNotOffered => "service-tier-not-offered",
        PriceErrorCode.InvalidUsage => "invalid-usage",
        PriceErrorCode.UnknownUsageType => "unknown-usage-type",
        PriceErrorCode.InvalidCase => "invalid-case",
        PriceErrorCode.UnknownKind => "unknown-kind",
        _ => "none",
    };
}
