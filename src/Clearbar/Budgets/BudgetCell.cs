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

    /// <summary>Reservations that still point here; a cell with any is never forgotten.</summary>
    public int Live { get; set; }

    /// <summary>Highest threshold that somebody has been told of.</summary>
    public int Warned { get; set; }

    public long Refused { get; set; }

    public long Graced { get; set; }
}
