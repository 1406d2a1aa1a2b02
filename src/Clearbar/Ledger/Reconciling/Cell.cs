using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>Both sides of one comparison, summed up while they are read.</summary>
public sealed class Cell
{
    public long BillLines { get; private set; }

    /// <summary>Null when the bill gives no counts here.</summary>
    public decimal? BillTokens { get; private set; }

    /// <summary>Null when the bill gives no amounts here.</summary>
    public Usd? BillCost { get; private set; }

    /// <summary>Entries of the ledger whose own counts are final and priced.</summary>
    public long LedgerEntries { get; private set; }

    public decimal LedgerTokens { get; private set; }

    public Usd LedgerCost { get; private set; }

    /// <summary>Tokens of entries that ran over midnight: a bill may have them on the next day.</summary>
    public decimal OvernightTokens { get; private set; }

    public void AddBill(decimal? tokens, Usd? cost)
    {
        BillLines++;
        BillTokens = tokens is null ? BillTokens : (BillTokens ?? 0) + tokens;
        BillCost = cost is { } amount ? (BillCost ?? Usd.Zero) + amount : BillCost;
    }

    public void AddLedger(decimal tokens, Usd cost, bool isOvernight)
    {
        LedgerEntries++;
        LedgerTokens += tokens;
        LedgerCost += cost;
        OvernightTokens += isOvernight ? tokens : 0;
    }

    /// <summary>
    /// Prices the bill's tokens at what the ledger paid for its own: for counts that lump together what has two prices, where a price of their own
    /// would only be a guess.
    /// </summary>
    public void PriceBillAsLedger()
    {
        if (BillTokens is { } billed && LedgerTokens > 0)
        {
            BillCost = billed == LedgerTokens ? LedgerCost : new Usd(LedgerCost.Amount / LedgerTokens * billed);
        }
    }
}
