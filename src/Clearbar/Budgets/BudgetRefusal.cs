namespace Clearbar.Budgets;

/// <summary>Why a reservation was not made: the first budget that had no room, as it stood.</summary>
public readonly record struct BudgetRefusal(BudgetState State);
