using Clearbar.Budgets;
using Clearbar.Ledger;

namespace Clearbar.Requests;

/// <summary>
/// What one attempt holds until it is settled. Every path ends it exactly once: settlement, or <see cref="GiveBack"/> when the request ends
/// without one. Used by one step of the journey at a time.
/// </summary>
public sealed class AttemptHolds(IBudgetCounters counters, BudgetReservation? reservation)
{
    private bool _isSent;
    private bool _isOver;

    /// <summary>The ledger entry is open.</summary>
    public void MarkSent()
    {
        _isSent = true;
        if (reservation is not null)
        {
            counters.MarkSent(reservation);
        }
    }

    /// <summary>The attempt's cost is in the ledger; an unknown one is charged at the ceiling.</summary>
    public void Settle(SettledEntry entry)
    {
        _isOver = true;
        if (reservation is not null)
        {
            counters.Settle(reservation, entry.Cost);
        }
    }

    /// <summary>
    /// The request is over. What was reserved and never sent is free again. What was sent and not settled could not be written to the ledger, which
    /// will show it at its ceiling: so it is charged.
    /// </summary>
    public void GiveBack()
    {
        if (_isOver || reservation is null)
        {
            return;
        }

        _isOver = true;
        if (_isSent)
        {
            counters.Settle(reservation, null);
        }
        else
        {
            counters.Release(reservation);
        }
    }
}
