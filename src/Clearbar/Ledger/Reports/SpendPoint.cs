using Clearbar.Pricing;

namespace Clearbar.Ledger.Reports;

/// <summary>What settled attempts of one rung cost within one hour or second.</summary>
/// <param name="At">The hour's or the second's beginning; at the range's own beginning it may lie before it.</param>
/// <param name="Rung">The rung as reports name it.</param>
/// <param name="Cost">Known charges.</param>
public readonly record struct SpendPoint(DateTimeOffset At, string Rung, Usd Cost);
