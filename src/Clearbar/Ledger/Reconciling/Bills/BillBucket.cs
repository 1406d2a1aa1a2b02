using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>Lines put together.</summary>
/// <param name="Lines">How many.</param>
/// <param name="Quantity">Sum of their quantities, in the bill's own unit.</param>
/// <param name="Cost">Sum of their amounts.</param>
public readonly record struct BillBucket(long Lines, decimal Quantity, Usd Cost)
{
    public BillBucket Add(decimal quantity, Usd cost) => new(Lines + 1, Quantity + quantity, Cost + cost);
}
