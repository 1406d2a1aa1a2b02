namespace Clearbar.Budgets;

/// <summary>A counter has reached a threshold for the first time in its window.</summary>
/// <param name="Threshold">50, 80, 90 or 100 percent.</param>
public readonly record struct BudgetWarning(BudgetState State, int Threshold);
