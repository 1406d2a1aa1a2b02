using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>
/// What one attempt holds of its budgets, from reservation to settlement. Made and changed by an <see cref="IBudgetCounters"/> only, under its lock.
/// </summary>
public sealed class BudgetReservation
{
    internal BudgetReservation(BudgetCell[] cells, Usd[] amounts, long madeAt)
    {
        Cells = cells;
        Amounts = amounts;
        MadeAt = madeAt;
    }

    internal BudgetCell[] Cells { get; }

    internal Usd[] Amounts { get; }

    /// <summary>Clock timestamp: a clock that is set forward must not expire anything.</summary>
    internal long MadeAt { get; }

    /// <summary>Its place among the live ones, to be taken out of.</summary>
    internal LinkedListNode<BudgetReservation> Place { get; set; } = null!;

    /// <summary>The attempt has an open ledger entry: from now on it costs something unless its settlement says otherwise.</summary>
    internal bool IsSent { get; set; }

    /// <summary>Still counted under <see cref="BudgetCell.Reserved"/>.</summary>
    internal bool IsHeld { get; set; } = true;

    /// <summary>Charged at its ceilings because nobody settled it in time; a late settlement corrects that.</summary>
    internal bool IsPresumed { get; set; }

    internal bool IsOver { get; set; }

    /// <summary>It has ended and cost nothing.</summary>
    internal bool WasFree { get; set; }
}
