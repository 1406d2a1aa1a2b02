namespace Clearbar.Pricing.Estimates;

/// <summary>How long a written prompt prefix may be read back at the cache price. Every read starts the time anew.</summary>
public enum CacheLifetime : byte
{
    /// <summary>The prefix is not cached.</summary>
    None,
    FiveMinutes,
    OneHour,
}
