using System.Diagnostics.CodeAnalysis;
using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>
/// Counters of one process. One lock that is held for a few additions; nothing is awaited, logged or allocated for others inside it.
/// </summary>
/// <param name="warned">Is told of thresholds, outside the lock, on the thread of the settlement that reached them.</param>
public sealed partial class MemoryBudgetCounters(TimeProvider clock, Action<BudgetWarning>? warned = null) : IBudgetCounters
{
    /// <summary>
    /// Longer than any attempt lives (the longest answers of the direct API take minutes). What is older was leaked: unsent it holds
    /// nothing any
    /// more, sent it is charged at its ceiling, which is what the ledger shows for an entry that nobody settled.
    /// </summary>
    public static readonly TimeSpan ReservationLife = TimeSpan.FromHours(1);

    /// <summary>Budget objects whose book is remembered: far more than a configuration has, and few enough for any number of
    /// reloads.</summary>
    private const int RememberedObjects = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BudgetBook> _books = new(StringComparer.Ordinal);

    // The same by the object itself, which is the same from one reload to the next: making its id costs more than all the rest.
    private readonly Dictionary<Budget, BudgetBook> _booksOf = new(ReferenceEqualityComparer.Instance);

    // In the order of their making, which is the order of their expiry. What has ended is taken out at once.
    private readonly LinkedList<MemoryBudgetReservation> _live = new();

    public ValueTask PrepareAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellation) => ValueTask.CompletedTask;

    public bool TryReserve(
        ReadOnlySpan<BudgetHold> holds, [NotNullWhen(true)] out BudgetReservation? reservation, out BudgetRefusal refusal) =>
        TryReserve(holds, isLastTry: true, out reservation, out refusal);

    /// <param name="isLastTry">Whether a refusal counts as one.</param>
    internal bool TryReserve(
        ReadOnlySpan<BudgetHold> holds, bool isLastTry, [NotNullWhen(true)] out BudgetReservation? reservation, out BudgetRefusal refusal)
    {
        reservation = null;
        refusal = default;
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            ExpireNeedsLock();
            var cells = new BudgetCell[holds.Length];
            var amounts = new Usd[holds.Length];
            for (var i = 0; i < holds.Length; i++)
            {
                cells[i] = CellNeedsLock(holds[i].Budget, holds[i].Part, now);
                amounts[i] = holds[i].Amount;
                if (!HasRoomNeedsLock(cells[i], amounts[i]) && !holds[i].MayOverdraw)
                {
                    cells[i].Refused += isLastTry ? 1 : 0;
                    refusal = new BudgetRefusal(StateNeedsLock(cells[i]));
                    return false;
                }
            }

            for (var i = 0; i < cells.Length; i++)
            {
                cells[i].Graced += HasRoomNeedsLock(cells[i], amounts[i]) ? 0 : 1;
                cells[i].Reserved += amounts[i];
                TakenNeedsLock(cells[i], amounts[i]);
                cells[i].Live++;
            }

            var made = new MemoryBudgetReservation(cells, amounts, clock.GetTimestamp());
            made.Place = _live.AddLast(made);
            reservation = made;
            return true;
        }
    }

    public void MarkSent(BudgetReservation reservation)
    {
        var own = (MemoryBudgetReservation)reservation;
        lock (_gate)
        {
            if (own is { IsOver: false, IsHeld: false, IsSent: false })
            {
                // It expired unsent and is sent all the same: it counts again.
                PresumeNeedsLock(own);
            }

            if (own is { IsHeld: true, IsSent: false })
            {
                SentNeedsLock(own, 1);
            }

            own.IsSent = true;
        }
    }

    public void Settle(BudgetReservation reservation, Usd? cost) => End((MemoryBudgetReservation)reservation, cost, isCharged: true);

    public void Release(BudgetReservation reservation) => End((MemoryBudgetReservation)reservation, null, isCharged: false);

    public IReadOnlyList<BudgetState> Snapshot(IReadOnlyList<Budget> budgets)
    {
        var now = clock.GetUtcNow();
        var states = new List<BudgetState>(budgets.Count);
        lock (_gate)
        {
            ExpireNeedsLock();
            foreach (var budget in budgets)
            {
                var book = BookNeedsLock(budget, now);
                var window = budget.WindowAt(now);
                if (budget.Each == TrafficPart.Shared)
                {
                    book.CellOf("", window);
                }

                foreach (var cell in book.Cells.Values)
                {
                    if (cell.Window.Start == window.Start)
                    {
                        cell.IsAskedFor = true;
                        states.Add(StateNeedsLock(cell));
                    }
                }
            }
        }

        return states;
    }

    public BudgetState StateOf(Budget budget, string part)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            return StateNeedsLock(CellNeedsLock(budget, part, now));
        }
    }

    /// <summary>Some budget lacks what the ledger knows of its window.</summary>
    public bool HasUnloaded
    {
        get
        {
            lock (_gate)
            {
                foreach (var book in _books.Values)
                {
                    if (!book.IsLoaded)
                    {
                        return true;
                    }
                }

                return false;
            }
        }
    }

    /// <summary>
    /// Takes up budgets, and says which still lack what the ledger knows of their window, and since when they are counted here: of these, and of those
    /// that requests know from a configuration that was replaced before anybody looked.
    /// </summary>
    public IReadOnlyList<(Budget Budget, BudgetWindow Window, DateTimeOffset KnownSince)> Unloaded(IReadOnlyList<Budget> budgets)
    {
        var now = clock.GetUtcNow();
        var missing = new List<(Budget, BudgetWindow, DateTimeOffset)>();
        lock (_gate)
        {
            foreach (var budget in budgets)
            {
                BookNeedsLock(budget, now);
            }

            foreach (var book in _books.Values)
            {
                if (!book.IsLoaded)
                {
                    missing.Add((book.Budget, book.Budget.WindowAt(book.KnownSince), book.KnownSince));
                }
            }
        }

        return missing;
    }

    /// <summary>Adds what the ledger knows of a budget's window from before it was counted here. The first call counts, others do
    /// nothing.</summary>
    public void Load(Budget budget, BudgetWindow window, IReadOnlyDictionary<string, Usd> spentByPart)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var book = BookNeedsLock(budget, now);
            if (book.IsLoaded)
            {
                return;
            }

            book.IsLoaded = true;
            LoadedNeedsLock();
            foreach (var (part, spent) in spentByPart)
            {
                var cell = book.CellOf(part, window);
                cell.Spent += spent;
                // Whoever had to know of these thresholds was told by the process that reached them.
                cell.Warned = BudgetPercent.Reached(BudgetPercent.Of(cell.Spent, budget.Limit));
            }
        }
    }

    private bool HasRoomNeedsLock(BudgetCell cell, Usd amount) => !cell.Book.Budget.IsHard
        || (_isLeased ? cell.Used + amount <= cell.Claimed : cell.Used < cell.Book.Budget.Limit);

    private static BudgetState StateNeedsLock(BudgetCell cell) => new(
        cell.Book.Budget, cell.Part, cell.Window, cell.Spent + cell.Elsewhere.Spent, cell.Reserved + cell.Elsewhere.Held, cell.Refused, cell.Graced, cell.Book.IsLoaded);

    private static void UnholdNeedsLock(MemoryBudgetReservation reservation)
    {
        reservation.IsHeld = false;
        if (reservation.IsSent)
        {
            SentNeedsLock(reservation, -1);
        }

        for (var i = 0; i < reservation.Cells.Length; i++)
        {
            reservation.Cells[i].Reserved -= reservation.Amounts[i];
            reservation.Cells[i].Live--;
        }
    }

    private static void PresumeNeedsLock(MemoryBudgetReservation reservation)
    {
        reservation.IsPresumed = true;
        for (var i = 0; i < reservation.Cells.Length; i++)
        {
            reservation.Cells[i].Spent += reservation.Amounts[i];
        }
    }

    private BudgetBook BookNeedsLock(Budget budget, DateTimeOffset now)
    {
        if (!_booksOf.TryGetValue(budget, out var book))
        {
            if (!_books.TryGetValue(budget.Id, out book))
            {
                book = new BudgetBook(budget, now);
                _books.Add(budget.Id, book);
            }

            if (_booksOf.Count >= RememberedObjects)
            {
                _booksOf.Clear();
            }

            _booksOf.Add(budget, book);
        }

        // A reload may have changed its limit or its mode.
        book.Budget = budget;
        return book;
    }

    private BudgetCell CellNeedsLock(Budget budget, string part, DateTimeOffset now)
    {
        var cell = BookNeedsLock(budget, now).CellOf(part, budget.WindowAt(now));
        cell.IsAskedFor = true;
        return cell;
    }

    private void End(MemoryBudgetReservation reservation, Usd? cost, bool isCharged)
    {
        var warnings = default(List<BudgetWarning>);
        lock (_gate)
        {
            if (reservation.IsOver)
            {
                return;
            }

            reservation.IsOver = true;
            reservation.WasFree = !isCharged || cost == Usd.Zero;
            if (reservation.Place.List is not null)
            {
                _live.Remove(reservation.Place);
            }

            if (reservation.IsHeld)
            {
                UnholdNeedsLock(reservation);
            }

            for (var i = 0; i < reservation.Cells.Length; i++)
            {
                var cell = reservation.Cells[i];
                var held = reservation.Amounts[i];
                var presumed = reservation.IsPresumed ? held : Usd.Zero;
                cell.Spent += (isCharged ? cost ?? held : Usd.Zero) - presumed;
                if (WarningNeedsLock(cell) is { } warning)
                {
                    (warnings ??= []).Add(warning);
                }
            }
        }

        if (warnings is not null)
        {
            foreach (var warning in warnings)
            {
                warned?.Invoke(warning);
            }
        }
    }

    private static BudgetWarning? WarningNeedsLock(BudgetCell cell)
    {
        var reached = BudgetPercent.Reached(BudgetPercent.Of(cell.Spent + cell.Elsewhere.Spent, cell.Book.Budget.Limit));
        if (reached <= cell.Warned)
        {
            return null;
        }

        cell.Warned = reached;
        return new BudgetWarning(StateNeedsLock(cell), reached);
    }

    private void ExpireNeedsLock()
    {
        while (_live.First?.Value is { } oldest && clock.GetElapsedTime(oldest.MadeAt) >= ReservationLife)
        {
            _live.RemoveFirst();
            UnholdNeedsLock(oldest);
            if (oldest.IsSent)
            {
                PresumeNeedsLock(oldest);
            }
        }
    }
}
