using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <content>
/// What leased counters need of a replica's own figures. An attempt has room where it fits wholly into this replica's claim; all claims
/// together stay below the limit and one attempt's worst case, so all replicas together do, whatever each of them does meanwhile.
/// </content>
public sealed partial class MemoryBudgetCounters
{
    /// <summary>A free slice is this part of what nobody has claimed: slices shrink as a budget runs out.</summary>
    private const int SliceDivisor = 8;

    /// <summary>Longer than an attempt needs from its lease to its reservation.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromMilliseconds(300);

    /// <summary>A counter from which nothing has been taken for so long gives its free slice back.</summary>
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(10);

    private readonly bool _isLeased;
    private TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal MemoryBudgetCounters(TimeProvider clock, Action<BudgetWarning>? warned, bool isLeased)
        : this(clock, warned) => _isLeased = isLeased;

    /// <summary>Completes when the next budget's history is loaded.</summary>
    internal Task NextLoad
    {
        get
        {
            lock (_gate)
            {
                return _loaded.Task;
            }
        }
    }

    /// <summary>Whether all of it has room now.</summary>
    /// <param name="holds">What an attempt would hold.</param>
    /// <param name="wants">What has no room is noted, to be leased in the next exchange: once for each that the attempt waits for.</param>
    internal bool HasRoom(ReadOnlySpan<BudgetHold> holds, bool wants)
    {
        var now = clock.GetUtcNow();
        var fits = true;
        lock (_gate)
        {
            foreach (var hold in holds)
            {
                var cell = CellNeedsLock(hold.Budget, hold.Part, now);
                if (!hold.MayOverdraw && !HasRoomNeedsLock(cell, hold.Amount))
                {
                    fits = false;
                    cell.Wanted += wants ? hold.Amount : Usd.Zero;
                    cell.LargestWanted = Max(cell.LargestWanted, hold.Amount);
                }
            }
        }

        return fits;
    }

    /// <summary>
    /// What holds that have no room may wait for: their budget's history, what nobody has claimed, others' free slices and what they may have
    /// freed since they said that they hold it. None of it: nothing that waiting could bring.
    /// </summary>
    /// <param name="holds">What an attempt would hold.</param>
    /// <param name="since">Clock timestamp. What others said before it of what they hold does not count.</param>
    internal (bool IsUnloaded, bool MayBeLeased, bool MayBeLent) Hope(ReadOnlySpan<BudgetHold> holds, long since)
    {
        var now = clock.GetUtcNow();
        var (isUnloaded, isHopeless, mayBeLent, mayBeLeased) = (false, false, false, false);
        lock (_gate)
        {
            foreach (var hold in holds)
            {
                var cell = CellNeedsLock(hold.Budget, hold.Part, now);
                if (!hold.MayOverdraw && !HasRoomNeedsLock(cell, hold.Amount))
                {
                    isUnloaded |= !cell.Book.IsLoaded;
                    var isLeft = cell.Elsewhere.Claimed + cell.Claimed < hold.Budget.Limit;
                    mayBeLeased |= isLeft;
                    var isFree = cell.Elsewhere.Free > Usd.Zero || IsHeldStaleNeedsLock(cell, since);
                    mayBeLent |= !isLeft && isFree;
                    isHopeless |= cell.Book.IsLoaded && !isLeft && !isFree;
                }
            }
        }

        return (isUnloaded && !isHopeless, mayBeLeased && !isHopeless, mayBeLent && !isHopeless);
    }

    /// <summary>
    /// The counters an exchange is about: those that all callers share, those somebody looks at, and those that have a free slice or have changed.
    /// </summary>
    internal List<BudgetCell> Due()
    {
        var due = new List<BudgetCell>();
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            ExpireNeedsLock();
            foreach (var book in _books.Values)
            {
                if (!book.IsLoaded)
                {
                    continue;
                }

                foreach (var cell in book.Cells.Values)
                {
                    var isShared = cell.Part.Length == 0 && !(cell.Window.End <= now);
                    if (isShared || cell.IsAskedFor || cell.Claimed > cell.Used || cell.Written != FiguresNeedsLock(cell))
                    {
                        due.Add(cell);
                    }
                }
            }
        }

        return due;
    }

    /// <summary>
    /// Decides what each counter gives back and what it leases, knowing all others' figures. What is given back is gone here before the
    /// database learns of it; what is leased is not here before the database has it.
    /// </summary>
    /// <param name="due">The counters.</param>
    /// <param name="elsewhere">The others' figures, in the same order.</param>
    /// <param name="isLapsed">This replica's lease may have ended: what was free may be somebody else's by now.</param>
    /// <param name="isStopping">All that is free is given back and nothing is leased.</param>
    internal List<BudgetShare> Divide(List<BudgetCell> due, ReadOnlySpan<BudgetElsewhere> elsewhere, bool isLapsed, bool isStopping)
    {
        var shares = new List<BudgetShare>(due.Count);
        lock (_gate)
        {
            for (var i = 0; i < due.Count; i++)
            {
                shares.Add(DivideNeedsLock(due[i], elsewhere[i], isLapsed || isStopping, isStopping));
            }
        }

        return shares;
    }

    /// <summary>Takes up what an exchange has committed.</summary>
    /// <param name="shares">Its parts.</param>
    /// <param name="readAt">Clock timestamp from just before the others' figures were read.</param>
    internal void Apply(List<BudgetShare> shares, long readAt)
    {
        var until = clock.GetTimestamp() + (long)(Promise.TotalSeconds * clock.TimestampFrequency);
        lock (_gate)
        {
            foreach (var share in shares)
            {
                var cell = share.Cell;
                cell.Claimed += share.Granted;
                (cell.Elsewhere, cell.ElsewhereAt) = (share.Elsewhere, readAt);
                cell.Written = share.Figures;
                (cell.Promised, cell.PromisedUntil) = share.Promised > Usd.Zero ? (share.Promised, until) : (cell.Promised, cell.PromisedUntil);
            }
        }
    }

    /// <summary>The database may have lost what it was told: everything is told again.</summary>
    internal void ForgetWritten()
    {
        lock (_gate)
        {
            foreach (var book in _books.Values)
            {
                foreach (var cell in book.Cells.Values)
                {
                    cell.Written = null;
                }
            }
        }
    }

    private static BudgetFigures FiguresNeedsLock(BudgetCell cell) => new(cell.Spent, cell.Reserved, cell.Sent, cell.Claimed, Usd.Zero);

    private BudgetShare DivideNeedsLock(BudgetCell cell, in BudgetElsewhere elsewhere, bool keepsNothing, bool isStopping)
    {
        var budget = cell.Book.Budget;
        var free = budget.Limit - elsewhere.Claimed - cell.Used;
        var slice = Max(Usd.Zero, new Usd(decimal.Round(free.Amount / SliceDivisor, 6, MidpointRounding.ToZero)));
        var promised = clock.GetTimestamp() < cell.PromisedUntil ? cell.Promised : Usd.Zero;
        var kept = keepsNothing ? Usd.Zero
            : elsewhere.Wanted == Usd.Zero && IsBusyNeedsLock(cell) ? Max(promised, slice + slice)
            : promised;

        // Never above what it has; and where grace or a cost above its ceiling has used more than was leased, the claim follows the truth.
        cell.Claimed = Max(cell.Used, Min(cell.Claimed, cell.Used + kept));
        var (promisedNow, granted) = isStopping || !budget.IsHard ? default : GrantNeedsLock(cell, elsewhere, slice);
        var unmet = Max(Usd.Zero, cell.Used + cell.Wanted - cell.Claimed - granted);
        var figures = FiguresNeedsLock(cell);
        figures = figures with { Claimed = figures.Claimed + granted, Wanted = budget.IsHard ? unmet : Usd.Zero };
        cell.IsAskedFor = false;
        cell.Wanted = cell.LargestWanted = Usd.Zero;
        return new BudgetShare(cell, elsewhere, figures, granted, promisedNow);
    }

    /// <summary>
    /// What waiting attempts need, up to one worst case over the limit as long as anything is left below it; and a slice for those to come,
    /// unless others wait.
    /// </summary>
    private (Usd Promised, Usd Granted) GrantNeedsLock(BudgetCell cell, in BudgetElsewhere elsewhere, Usd slice)
    {
        var left = cell.Book.Budget.Limit - elsewhere.Claimed - cell.Claimed;
        if (left <= Usd.Zero)
        {
            return default;
        }

        var missing = Max(Usd.Zero, cell.Used + cell.Wanted - cell.Claimed);
        var needed = Min(missing, left + cell.LargestWanted);
        var free = cell.Claimed + needed - cell.Used - cell.Wanted;
        var wantsSlice = IsBusyNeedsLock(cell) && elsewhere.Wanted == Usd.Zero && free + free < slice;
        return (cell.Wanted, wantsSlice ? needed + Max(Usd.Zero, Min(slice - free, left - needed)) : needed);
    }

    private static void SentNeedsLock(MemoryBudgetReservation reservation, int sign)
    {
        for (var i = 0; i < reservation.Cells.Length; i++)
        {
            reservation.Cells[i].Sent += new Usd(sign * reservation.Amounts[i].Amount);
        }
    }

    private bool IsHeldStaleNeedsLock(BudgetCell cell, long since) =>
        cell.Elsewhere.Held > Usd.Zero && clock.GetElapsedTime(since, cell.ElsewhereAt) < cell.Elsewhere.HeldAge;

    private bool IsBusyNeedsLock(BudgetCell cell) =>
        cell.Wanted > Usd.Zero || (cell.TakenAt is { } at && clock.GetElapsedTime(at) < BusyFor);

    private void TakenNeedsLock(BudgetCell cell, Usd amount)
    {
        cell.TakenAt = clock.GetTimestamp();
        cell.Promised = Max(Usd.Zero, cell.Promised - amount);
    }

    private void LoadedNeedsLock()
    {
        _loaded.TrySetResult();
        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static Usd Max(Usd one, Usd other) => one < other ? other : one;

    private static Usd Min(Usd one, Usd other) => one < other ? one : other;
}
