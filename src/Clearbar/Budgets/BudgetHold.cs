using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>What one attempt wants to hold of one budget.</summary>
/// <param name="Part">Whose counter, where the budget has several.</param>
/// <param name="Amount">The worst case.</param>
/// <param name="MayOverdraw">Held even when the budget is used up: the grace of an open tool loop.</param>
public readonly record struct BudgetHold(Budget Budget, string Part, Usd Amount, bool MayOverdraw);
