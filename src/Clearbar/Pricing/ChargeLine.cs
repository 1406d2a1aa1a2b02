namespace Clearbar.Pricing;

/// <summary>One exact, unrounded line of a charge.</summary>
/// <param name="Item">What is counted.</param>
/// <param name="Quantity">Tokens, searches, billable container seconds or running milliseconds: see <see cref="Unit"/>.</param>
/// <param name="Rate">US dollars per million tokens, per search or per hour: by <paramref name="Item"/>.</param>
/// <param name="Multiplier">Product of scope, geography and batch factors; 1 for fees.</param>
/// <param name="Amount">Quantity × rate × multiplier, before any discount.</param>
public readonly record struct ChargeLine(ChargeItem Item, long Quantity, decimal Rate, decimal Multiplier, Usd Amount)
{
    /// <summary>Whether <see cref="Rate"/> is per million tokens.</summary>
    public bool IsTokens => Item <= ChargeItem.Output;

    /// <summary>Stable name of the item, for example <c>cacheWrite5m</c>.</summary>
    public string Name => NameOf(Item);

    public string Unit => Item switch
    {
        ChargeItem.WebSearch => "searches",
        ChargeItem.CodeExecution => "billable seconds",
        ChargeItem.SessionRuntime => "ms running",
        _ => "tokens",
    };

    public static string NameOf(ChargeItem item) => item switch
    {
        ChargeItem.Input => "input",
        ChargeItem.CacheWrite5m => "cacheWrite5m",
        ChargeItem.CacheWrite1h => "cacheWrite1h",
        ChargeItem.CacheRead => "cacheRead",
        ChargeItem.Output => "output",
        ChargeItem.WebSearch => "webSearch",
        ChargeItem.CodeExecution => "codeExecution",
        ChargeItem.SessionRuntime => "sessionRuntime",
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "Not a charge item."),
    };
}
