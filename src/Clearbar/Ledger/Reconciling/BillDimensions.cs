namespace Clearbar.Ledger.Reconciling;

/// <summary>What a bill tells apart. The ledger is brought down to the same before the two are compared.</summary>
/// <param name="Scope">Global from regional, or US-only from the rest.</param>
/// <param name="Mode">Batch from standard.</param>
/// <param name="CacheWrites">Five-minute from one-hour cache writes.</param>
/// <param name="Tokens">It has counts.</param>
/// <param name="Costs">It has amounts; otherwise its tokens are priced from the price book, and prices cannot differ.</param>
public sealed record BillDimensions(bool Scope, bool Mode, bool CacheWrites, bool Tokens, bool Costs)
{
    /// <summary>The kind as this bill would show it.</summary>
    public UsageKind Collapse(UsageKind kind) => new(
        !CacheWrites && kind.Item is ("cacheWrite5m" or "cacheWrite1h") ? "cacheWrite" : kind.Item,
        Scope ? kind.Scope : BillScope.Any,
        Mode ? kind.Mode : BillMode.Standard);
}
