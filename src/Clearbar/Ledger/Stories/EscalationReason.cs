namespace Clearbar.Ledger.Stories;

/// <summary>Why answers of a rung did not pass.</summary>
/// <param name="Rung">The rung that answered.</param>
/// <param name="Reason">The gate's words, numbers written <c>#</c>.</param>
/// <param name="Count">How often.</param>
public readonly record struct EscalationReason(string Rung, string Reason, long Count);
