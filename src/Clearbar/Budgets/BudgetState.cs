using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>One counter at a moment.</summary>
/// <param name="Part">Key or team whose counter it is; empty where all share one.</param>
/// <param name="Spent">Settled in this window, with unknown costs at their ceilings.</param>
/// <param name="Reserved">Held by attempts under way, at their worst case.</param>
/// <param name="Refused">Attempts refused in this window since the process started.</param>
/// <param name="Graced">Attempts that overdrew it in this window under the grace of a tool loop, since the process started.</param>
/// <param name="IsComplete">False while the ledger of earlier processes has not been counted yet.</param>
public readonly record struct BudgetState(
    Budget Budget, string Part, BudgetWindow Window, Usd Spent, Usd Reserved, long Refused, long Graced, bool IsComplete)
{
    /// <summary>Share of the limit that is spent, in whole percent rounded down.</summary>
    public int Percent => BudgetPercent.Of(Spent, Budget.Limit);

    /// <summary>The budget's name, with whose counter it is.</summary>
    public string DisplayName => Part.Length == 0 ? Budget.Name : Budget.Name + "/" + Part;
}
