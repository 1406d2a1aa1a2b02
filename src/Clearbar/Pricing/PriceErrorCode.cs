namespace Clearbar.Pricing;

/// <summary>Why a usage has no price. Each has a stable text, <see cref="PriceError.CodeText"/>.</summary>
public enum PriceErrorCode : byte
{
    None = 0,
    UnknownModel,
    PriceUnknownForDate,
    CacheNotPricedOnSurface,
    FastNotWithBatch,
    FastNotOnSurface,
    FastNotSupportedByModel,
    GeoNotSupportedByModel,
    GeoNotOnSurface,
    BatchNotOnSurface,
    ToolNotOnSurface,
    ServiceTierNotOffered,

    /// <summary>Counts that cannot be: negative, absurdly large, or more failed searches than searches.</summary>
    InvalidUsage,

    /// <summary>An AWS bill line that matches no known usage type or service name.</summary>
    UnknownUsageType,

    /// <summary>A worked case that cannot be read.</summary>
    InvalidCase,

    /// <summary>A worked case of a kind this version does not know.</summary>
    UnknownKind,
}
