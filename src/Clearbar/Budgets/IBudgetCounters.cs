using System.Diagnostics.CodeAnalysis;
using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>
/// The counters behind all budgets (invariant I5): at any moment a counter is what the ledger has settled in its window plus what is held
/// by
/// attempts under way. All members may be called from any thread.
/// </summary>
public interface IBudgetCounters
{
    /// <summary>
    /// Makes room where making room takes time (an implementation that leases its share of a budget from a database leases here), so that
    /// <see cref="TryReserve"/> needs none. Never refuses. In one process there is nothing to do.
    /// </summary>
    ValueTask PrepareAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellation);

    /// <summary>
    /// Holds every amount or none. A hard budget has room while spent plus held is below its limit: the last attempt that finds room may
    /// overdraw it by its own worst case, never by more.
    /// </summary>
    bool TryReserve(
        ReadOnlySpan<BudgetHold> holds, [NotNullWhen(true)] out BudgetReservation? reservation, out BudgetRefusal refusal);

    /// <summary>The ledger entry is open: if nobody settles it, it is charged at what was held.</summary>
    void MarkSent(BudgetReservation reservation);

    /// <summary>Ends a reservation with the attempt's cost; null charges what was held. Ending it again does nothing.</summary>
    void Settle(BudgetReservation reservation, Usd? cost);

    /// <summary>Ends a reservation of an attempt that was never sent. Ending it again does nothing.</summary>
    void Release(BudgetReservation reservation);

    /// <summary>Every counter of the given budgets in its current window.</summary>
    IReadOnlyList<BudgetState> Snapshot(IReadOnlyList<Budget> budgets);

    /// <summary>The one counter that a request of this part counts against now.</summary>
    BudgetState StateOf(Budget budget, string part);
}
