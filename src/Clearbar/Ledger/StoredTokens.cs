using Clearbar.Wire;

namespace Clearbar.Ledger;

/// <summary>Token counts as a store keeps them.</summary>
public static class StoredTokens
{
    /// <summary>No request has 10¹² tokens; a nonsense count from an upstream must not make every later sum overflow.</summary>
    private const long Bound = 1_000_000_000_000;

    /// <summary>The count, held between 0 and 10¹².</summary>
    public static long Clamp(long count) => Math.Clamp(count, 0, Bound);

    /// <summary>Every bucket held between 0 and 10¹².</summary>
    public static TokenUsage Clamp(TokenUsage usage) => new(
        Clamp(usage.Input), Clamp(usage.CacheRead), Clamp(usage.CacheWrite5m), Clamp(usage.CacheWrite1h), Clamp(usage.Output));
}
