using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>
/// One counter: a budget, whose part of it, one window. Every field is guarded by the lock of the <see cref="MemoryBudgetCounters"/> that
/// owns it.
/// </summary>
internal sealed class BudgetCell(BudgetBook book, string part, BudgetWindow window)
{
    public BudgetBook Book => book;

    public string Part => part;

    public BudgetWindow Window => window;

    public Usd Spent { get; set; }

    public Usd Reserved { get; set; }

    /// <summary>What nobody else may have any more: settled or held.</summary>
    public Usd Used => Spent + Reserved;

    /// <summary>The part of <see cref="Reserved"/> that has an open ledger entry: what is lost if this process dies now.</summary>
    public Usd Sent { get; set; }

    /// <summary>What the replicas' common database says of this counter. Only leased counters have any.</summary>
    public BudgetElsewhere Elsewhere { get; set; }

    /// <summary>Clock timestamp: when <see cref="Elsewhere"/> was read, or a little before.</summary>
    public long ElsewhereAt { get; set; }

    /// <summary>The most this replica may use; it is <see cref="Used"/> and the leased slice that is still free.</summary>
    public Usd Claimed { get; set; }

    /// <summary>Somebody has looked at it since the last exchange with the database.</summary>
    public bool IsAskedFor { get; set; }

    /// <summary>Clock timestamp of the last attempt that took from it; null when none has.</summary>
    public long? TakenAt { get; set; }

    /// <summary>All of what attempts have found no room for since the last exchange.</summary>
    public Usd Wanted { get; set; }

    /// <summary>The largest of them.</summary>
    public Usd LargestWanted { get; set; }

    /// <summary>The part of the slice that was leased for attempts which are about to take it, until <see cref="PromisedUntil"/>.</summary>
    public Usd Promised { get; set; }

    /// <summary>Clock timestamp.</summary>
    public long PromisedUntil { get; set; }

    /// <summary>What the database holds of this replica; null when that is not known.</summary>
    public BudgetFigures? Written { get; set; }

    /// <summary>Reservations that still point here; a cell with any is never forgotten.</summary>
    public int Live { get; set; }

    /// <summary>Highest threshold that somebody has been told of.</summary>
    public int Warned { get; set; }

    public long Refused { get; set; }

    public long Graced { get; set; }
}
