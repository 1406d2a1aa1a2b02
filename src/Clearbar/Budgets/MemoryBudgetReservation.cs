using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>A reservation in this process. Every member is guarded by the lock of the <see cref="MemoryBudgetCounters"/> that made
/// it.</summary>
internal sealed class MemoryBudgetReservation : BudgetReservation
{
    public MemoryBudgetReservation(BudgetCell[] cells, Usd[] amounts, long madeAt)
    {
        Cells = cells;
        Amounts = amounts;
        MadeAt = madeAt;
    }

    public BudgetCell[] Cells { get; }

    public Usd[] Amounts { get; }

    /// <summary>Clock timestamp: a clock that is set forward must not expire anything.</summary>
    public long MadeAt { get; }

    /// <summary>Its place among the live ones, to be taken out of.</summary>
    public LinkedListNode<MemoryBudgetReservation> Place { get; set; } = null!;

    /// <summary>The attempt has an open ledger entry: from now on it costs something unless its settlement says otherwise.</summary>
    public bool IsSent { get; set; }

    /// <summary>Still counted under <see cref="BudgetCell.Reserved"/>.</summary>
    public bool IsHeld { get; set; } = true;

    /// <summary>Charged at its ceilings because nobody settled it in time; a late settlement corrects that.</summary>
    public bool IsPresumed { get; set; }
}
