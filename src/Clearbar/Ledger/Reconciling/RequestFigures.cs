namespace Clearbar.Ledger.Reconciling;

/// <summary>How requests matched one by one, with examples by the provider's request id.</summary>
/// <param name="Matched">On both sides.</param>
/// <param name="Differing">On both sides with other counts.</param>
/// <param name="MissingInBill">Settled in the ledger with tokens, not on the bill.</param>
/// <param name="MissingInLedger">On the bill, not in the ledger.</param>
public sealed record RequestFigures(
    long Matched,
    long Differing,
    long MissingInBill,
    long MissingInLedger,
    IReadOnlyList<string> DifferingIds,
    IReadOnlyList<string> MissingInBillIds,
    IReadOnlyList<string> MissingInLedgerIds);
