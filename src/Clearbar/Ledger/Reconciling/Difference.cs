using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>One cell of the comparison with its explanation.</summary>
/// <param name="Key">Day, model and usage type.</param>
/// <param name="Cell">Both sides.</param>
/// <param name="Causes">Parts that add up to bill minus ledger; empty when the two agree to the last digit.</param>
public sealed record Difference(CellKey Key, Cell Cell, IReadOnlyList<CauseAmount> Causes)
{
    /// <summary>Bill minus ledger; null when the bill has lines without amounts here.</summary>
    public Usd? Cost => Cell.BillLines == 0 ? Usd.Zero - Cell.LedgerCost : Cell.BillCost is { } cost ? cost - Cell.LedgerCost : null;

    /// <summary>Bill minus ledger; null when the bill has lines without counts here.</summary>
    public decimal? Tokens => Cell.BillLines == 0 ? -Cell.LedgerTokens : Cell.BillTokens - Cell.LedgerTokens;
}
