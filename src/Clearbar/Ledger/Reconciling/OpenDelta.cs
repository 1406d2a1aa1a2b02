using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>A difference while it is being explained: what is left of it, and the causes found so far.</summary>
internal sealed class OpenDelta(CellKey key, Cell cell)
{
    private readonly List<CauseAmount> _causes = [];

    public CellKey Key => key;

    public Cell Cell => cell;

    /// <summary>Tokens not explained yet, bill minus ledger; 0 where the bill has lines without counts.</summary>
    public decimal Tokens { get; private set; } = (cell.BillTokens ?? (cell.BillLines == 0 ? 0 : cell.LedgerTokens)) - cell.LedgerTokens;

    /// <summary>Dollars not explained yet, bill minus ledger; 0 where the bill has lines without amounts.</summary>
    public Usd Cost { get; private set; } = (cell.BillCost ?? (cell.BillLines == 0 ? Usd.Zero : cell.LedgerCost)) - cell.LedgerCost;

    public bool IsExplained => Tokens == 0 && Cost == Usd.Zero;

    /// <summary>Explains a part.</summary>
    public void Take(Cause cause, decimal tokens, Usd cost, string? note = null)
    {
        Tokens -= tokens;
        Cost -= cost;
        _causes.Add(new CauseAmount(cause, tokens, cost, note));
    }

    /// <summary>Explains the tokens and their share of the dollars; the last ones take all that is left, so that nothing is lost to division.</summary>
    public void TakeTokens(Cause cause, decimal tokens, string? note = null) =>
        Take(cause, tokens, tokens == Tokens ? Cost : new Usd(Cost.Amount * tokens / Tokens), note);

    public void TakeAll(Cause cause, string? note = null) => Take(cause, Tokens, Cost, note);

    public Difference Close() => new(key, cell, _causes);
}
