namespace Clearbar.Ledger.Reconciling;

/// <summary>What a line of a bill counts, and under which conditions it was bought: the usage type, in words that all bills share.</summary>
/// <param name="Item"><c>input</c>, <c>cacheRead</c>, <c>cacheWrite5m</c>, <c>cacheWrite1h</c>, <c>cacheWrite</c> (not split), <c>output</c> or <c>ccu</c>.</param>
/// <param name="Scope">Endpoint kind or geography, as far as it changes the price.</param>
/// <param name="Mode">How it was delivered.</param>
public readonly record struct UsageKind(string Item, BillScope Scope = BillScope.Any, BillMode Mode = BillMode.Standard)
{
    public override string ToString()
    {
        var scope = Scope switch
        {
            BillScope.Any => "",
            BillScope.UsOnly => " us-only",
            _ => " " + Scope.ToString().ToLowerInvariant(),
        };
        return Mode == BillMode.Standard ? Item + scope : $"{Item}{scope} {Mode.ToString().ToLowerInvariant()}";
    }
}
