using Clearbar.Budgets;
using Clearbar.Ledger;
using Clearbar.Limits;
using Clearbar.Quotas;

namespace Clearbar.Requests;

/// <summary>
/// What one attempt holds until it is settled. Every path ends it exactly once: settlement, or <see cref="GiveBack"/> when the request ends
/// without one. Used by one step of the journey at a time.
/// </summary>
public sealed class AttemptHolds(IBudgetCounters counters, BudgetReservation? reservation, QuotaTicket? ticket, RatePass? pass)
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

        pass?.Used(entry.Usage.Total);
        if (entry.UsageIsFinal || entry.Usage != default)
        {
            ticket?.Settle(entry.Usage);
        }
        else
        {
            ticket?.SettleUnknown();
        }
    }

    /// <summary>
    /// The request is over. What was reserved and never sent is free again. What was sent and not settled could not be written to the
    /// ledger, which
    /// will show it at its ceiling: so it is charged.
    /// </summary>
    public void GiveBack()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        if (_isSent)
        {
            ticket?.SettleUnknown();
        }
        else
        {
            ticket?.Settle(default);
        }

        if (reservation is not null && _isSent)
        {
            counters.Settle(reservation, null);
        }
        else if (reservation is not null)
        {
            counters.Release(reservation);
        }
    }
}
