using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>A part of a difference and why it is there. The parts of one difference add up to it exactly.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Tokens">Bill minus ledger, in tokens (in units for <c>ccu</c>).</param>
/// <param name="Cost">Bill minus ledger, in dollars.</param>
/// <param name="Note">What to look at; null when the cause says it all.</param>
public readonly record struct CauseAmount(Cause Cause, decimal Tokens, Usd Cost, string? Note = null)
{
    /// <summary>Whether two books that are both right can differ in this way.</summary>
    public bool IsExpected => Cause is Cause.Rounding or Cause.NotYetInBill or Cause.UncertainEntries or Cause.Overnight;
}
