namespace Clearbar.Budgets;

/// <summary>
/// What one attempt holds of its budgets, from reservation to settlement. Each <see cref="IBudgetCounters"/> has its own kind, and alone
/// makes and
/// changes it.
/// </summary>
public abstract class BudgetReservation
{
    /// <summary>It has ended: nothing may end it again.</summary>
    public bool IsOver { get; protected internal set; }

    /// <summary>It has ended and cost nothing.</summary>
    public bool WasFree { get; protected internal set; }
}
