using System.Diagnostics.CodeAnalysis;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Clearbar.Replicas;
using Npgsql;

namespace Clearbar.Budgets.Postgres;

/// <summary>
/// Counters of one of several replicas on one PostgreSQL ledger (invariant I5). Each takes attempts from a slice it has leased, without asking
/// anybody; where that does not suffice it leases more, and where all is leased it asks the others for what they do not use. So an attempt is
/// refused only when what is settled and held by all replicas leaves no room for it, or when a replica that may still spend its slice does not
/// answer. Without the database the slice is all there is.
/// </summary>
/// <remarks>
/// One exchange with the database writes this replica's figures, reads the others', and leases or gives back. They run on a thread of their own,
/// one at a time; whoever comes while one runs is served by the next. A replica that says nothing for a lease has died or is cut off: its free
/// slices go to the others. If it had used more of them than it had said, that much comes on top when it is back, never more than the slice.
/// </remarks>
public sealed class LeasedBudgetCounters : IBudgetCounters, IDisposable
{
    /// <summary>How long a replica that says nothing keeps its slices.</summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ExchangePatience = TimeSpan.FromSeconds(10);

    // An attempt after the first is reserved on a thread that others need too.
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortExchangePatience = TimeSpan.FromSeconds(1);

    private const long Never = long.MinValue;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FreshElsewhere = TimeSpan.FromMilliseconds(50);

    private readonly PostgresAddress _address;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lease;
    private readonly BudgetShares _shares;
    private readonly ReplicaExchange _exchange;
    private long? _lastExchange;
    private long _exchangedAt = Never;

    /// <param name="address">The ledger's store.</param>
    /// <param name="journalId">Which replica this is, over restarts.</param>
    /// <param name="clock">Times leases and windows.</param>
    /// <param name="warned">As <see cref="MemoryBudgetCounters"/>.</param>
    /// <param name="lease">Null: <see cref="DefaultLease"/>.</param>
    public LeasedBudgetCounters(
        PostgresAddress address, Guid journalId, TimeProvider clock, Action<BudgetWarning>? warned = null, TimeSpan? lease = null)
    {
        _address = address;
        _clock = clock;
        _lease = lease ?? DefaultLease;
        JournalId = journalId;
        _shares = new BudgetShares(journalId, _lease);
        Local = new MemoryBudgetCounters(clock, warned, isLeased: true);
        _exchange = new ReplicaExchange("Clearbar budget leases", address, clock, Exchange, connected: Local.ForgetWritten);
    }

    /// <summary>This replica's own figures; what its journal's entries say must be loaded before anything is leased.</summary>
    public MemoryBudgetCounters Local { get; }

    public Guid JournalId { get; }

    /// <summary>How long a request waits for what others may lend. Default 2 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Replicas that were there at the last exchange, this one included.</summary>
    public int LiveReplicas { get; private set; } = 1;

    /// <summary>Why the last exchange failed; null when it did not.</summary>
    public string? LastError => _exchange.LastError;

    /// <summary>Is told when others should look: some wait for what they do not use, or have been lent it. Called outside all locks.</summary>
    public Action<NpgsqlConnection, ReplicaNotice>? Notify { get; set; }

    public async ValueTask PrepareAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellation)
    {
        BudgetHold[] wanted = [.. holds];
        if (Local.HasRoom(wanted, wants: false))
        {
            return;
        }

        var search = new RoomSearch(this, wanted, ExchangePatience, Patience, _clock);
        while (search.TryNext(out var wait))
        {
            await Task.WhenAny(wait, Task.Delay(search.WaitAtMost, _clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public bool TryReserve(
        ReadOnlySpan<BudgetHold> holds, [NotNullWhen(true)] out BudgetReservation? reservation, out BudgetRefusal refusal)
    {
        if (Local.TryReserve(holds, isLastTry: false, out reservation, out refusal))
        {
            return true;
        }

        if (IsFresh && Local.Hope(holds, Before(FreshElsewhere)) is { IsUnloaded: false, MayBeLeased: false, MayBeLent: false })
        {
            // What was learned a moment ago, as a rule by this very request, need not be asked again.
            return Local.TryReserve(holds, isLastTry: true, out reservation, out refusal);
        }

        BudgetHold[] wanted = [.. holds];
        var search = new RoomSearch(this, wanted, ShortExchangePatience, ShortPatience < Patience ? ShortPatience : Patience, _clock);
        do
        {
            while (search.TryNext(out var wait))
            {
                wait.Wait(search.WaitAtMost);
            }

            if (Local.TryReserve(holds, isLastTry: search.Outcome != RoomOutcome.Found, out reservation, out refusal))
            {
                return true;
            }
        }
        while (search.Outcome == RoomOutcome.Found);
        refusal = refusal with { IsUnknown = search.Outcome == RoomOutcome.Unknown };
        return false;
    }

    public void MarkSent(BudgetReservation reservation) => Local.MarkSent(reservation);

    public void Settle(BudgetReservation reservation, Usd? cost) => Local.Settle(reservation, cost);

    public void Release(BudgetReservation reservation) => Local.Release(reservation);

    public IReadOnlyList<BudgetState> Snapshot(IReadOnlyList<Budget> budgets) => Local.Snapshot(budgets);

    public BudgetState StateOf(Budget budget, string part) => Local.StateOf(budget, part);

    /// <summary>Counts what other journals spent of a budget that no replica had counted before.</summary>
    /// <exception cref="NpgsqlException">The database cannot be used now.</exception>
    public void Sow(Budget budget, BudgetWindow window, IReadOnlyDictionary<(Guid Journal, string Part), Usd> spent)
    {
        using var connection = _address.Connect();
        BudgetShares.Sow(connection, budget, window, spent);
    }

    /// <inheritdoc cref="ReplicaExchange.NextLent"/>
    internal Task NextLent => _exchange.NextLent;

    /// <inheritdoc cref="ReplicaExchange.IsCutOff"/>
    internal bool IsCutOff => _exchange.IsCutOff;

    /// <inheritdoc cref="ReplicaExchange.IsUnanswered"/>
    internal bool IsUnanswered
    {
        get => _exchange.IsUnanswered;
        set => _exchange.IsUnanswered = value;
    }

    /// <inheritdoc cref="ReplicaExchange.Soon"/>
    public Task ExchangeSoon(bool ask, bool answer = false) => _exchange.Soon(ask, answer);

    /// <inheritdoc cref="ReplicaExchange.Lent"/>
    public void Lent() => _exchange.Lent();

    /// <summary>Stops as a crash would: nothing is given back.</summary>
    public void Abandon() => _exchange.Abandon();

    /// <summary>Gives back every free slice and stops.</summary>
    public void Dispose() => _exchange.Dispose();

    private void Exchange(NpgsqlConnection connection, ExchangeTurn turn)
    {
        var startedAt = turn.StartedAt;

        // Others may have taken what this replica had free, if it was silent for longer than its lease.
        var isLapsed = _lastExchange is not { } last || _clock.GetElapsedTime(last, startedAt) >= _lease;
        using var transaction = connection.BeginTransaction();
        _shares.Begin(connection);
        CountLive(connection, turn);
        var due = Local.Due();
        var readAt = _clock.GetTimestamp();
        List<BudgetShare> shares = [];
        if (due.Count > 0)
        {
            var mayEnd = _clock.GetElapsedTime(turn.ConnectedAt, startedAt) >= _lease;
            var elsewhere = _shares.Read(connection, due, mayEnd);
            shares = Local.Divide(due, elsewhere, isLapsed, turn.IsStopping);
            _shares.Apply(connection, shares);
        }

        Tell(connection, shares, turn.Asks, turn.Answers);
        transaction.Commit();
        Local.Apply(shares, readAt);
        _lastExchange = startedAt;
        Volatile.Write(ref _exchangedAt, _clock.GetTimestamp());
    }

    /// <summary>After an outage all look dead at first: until everybody has had the time to be seen, nobody is found missing.</summary>
    private void CountLive(NpgsqlConnection connection, in ExchangeTurn turn)
    {
        var live = _shares.CountLive(connection);
        LiveReplicas = _clock.GetElapsedTime(turn.ConnectedAt, turn.StartedAt) >= _lease ? live : Math.Max(live, LiveReplicas);
    }

    /// <summary>Within the transaction: who is told sees what is told of.</summary>
    private void Tell(NpgsqlConnection connection, List<BudgetShare> shares, bool ask, bool answer)
    {
        if (ask && shares.Exists(static share => share.Figures.Wanted > Usd.Zero && share.Elsewhere.Free + share.Elsewhere.Held > Usd.Zero))
        {
            Notify?.Invoke(connection, ReplicaNotice.Lend);
        }

        if (answer || shares.Exists(static share => share.Elsewhere.Wanted > Usd.Zero && share.Cell.Written is { } written
            && written.Claimed - written.Spent - written.Held > share.Figures.Claimed - share.Figures.Spent - share.Figures.Held))
        {
            Notify?.Invoke(connection, ReplicaNotice.Lent);
        }
    }

    private bool IsFresh => Volatile.Read(ref _exchangedAt) is var at && at != Never && _clock.GetElapsedTime(at) < Fresh;

    private long Before(TimeSpan time) => _clock.GetTimestamp() - (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
