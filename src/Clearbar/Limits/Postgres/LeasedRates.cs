using Clearbar.Budgets;
using Clearbar.Ledger.Postgres;
using Clearbar.Replicas;
using Npgsql;

namespace Clearbar.Limits.Postgres;

/// <summary>
/// Rate limits of one of several replicas on one PostgreSQL: requests are let in from slices, without asking anybody; where a slice does not suffice the request
/// waits for one exchange with the database, and where all is leased, for what the others do not use. So all replicas together let in what one would, and a
/// request is refused only when there is not enough in all places together.
/// </summary>
/// <remarks>
/// Without the database each replica goes on with the limit divided by the replicas that were there last. A replica that says nothing for a lease has died or
/// is cut off: its slices count as used, its places are free.
/// </remarks>
public sealed class LeasedRates : IRateLeases, IDisposable
{
    /// <summary>How long a replica that says nothing keeps its slices. A minute refills them anyway.</summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(10);

    /// <summary>Under a limit that is used up requests come faster than the bucket fills: they are leased for together.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly RateLimiter _limiter;
    private readonly ReplicaCensus _census;
    private readonly PostgresAddress _address;
    private readonly Guid _journalId;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lease;
    private readonly RateShares _shares;
    private readonly ReplicaExchange _exchange;
    private long? _exchangedAt;
    private bool _isNew;

    /// <param name="limiter">This replica's own figures; it was made to be shared.</param>
    /// <param name="address">The ledger's store.</param>
    /// <param name="journalId">Which replica this is.</param>
    /// <param name="census">By how many the limits are divided without the database.</param>
    /// <param name="clock">Times leases and waits.</param>
    /// <param name="lease">Null: <see cref="DefaultLease"/>.</param>
    public LeasedRates(RateLimiter limiter, PostgresAddress address, Guid journalId, ReplicaCensus census, TimeProvider clock, TimeSpan? lease = null)
    {
        (_limiter, _address, _journalId, _census, _clock, _lease) = (limiter, address, journalId, census, clock, lease ?? DefaultLease);
        _shares = new RateShares(journalId, _lease);
        _exchange = new ReplicaExchange(
            "Clearbar rate leases", address, clock, Exchange, Connected, failed: () => limiter.GoAlone(census.Live));
    }

    /// <summary>How long a request waits for the database: an exchange takes milliseconds. Default 2 s.</summary>
    public TimeSpan ExchangePatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a request waits for what others may give back. Default 1 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Why the last exchange failed; null when it did not.</summary>
    public string? LastError => _exchange.LastError;

    public ValueTask PrepareAsync(IReadOnlyList<RateLimit> limits, TrafficSubject subject, long estimate, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return _limiter.NeedsLease(limits, subject, estimate, wants: false)
            ? new ValueTask(LeaseAsync(limits, subject, estimate, cancellation))
            : ValueTask.CompletedTask;
    }

    /// <summary>An exchange that begins after this call; never fails, see <see cref="LastError"/>.</summary>
    /// <param name="answer">Others have asked and are told when it is over.</param>
    public Task ExchangeSoon(bool answer = false) => _exchange.Soon(ask: false, answer);

    /// <summary>Others have given something back: whoever waits looks again.</summary>
    public void Lent() => _exchange.Lent();

    /// <summary>Stops as a crash would: nothing is given back.</summary>
    public void Abandon() => _exchange.Abandon();

    /// <summary>Gives back every free slice and stops.</summary>
    public void Dispose() => _exchange.Dispose();

    private async Task LeaseAsync(IReadOnlyList<RateLimit> limits, TrafficSubject subject, long estimate, CancellationToken cancellation)
    {
        var startedAt = _clock.GetTimestamp();
        while (_limiter.NeedsLease(limits, subject, estimate, wants: true) && !_exchange.IsCutOff)
        {
            // Taken before the exchange: what is lent right after it must not be missed.
            var lent = _exchange.NextLent;
            await PaceAsync(cancellation);
            var exchange = _exchange.Soon(ask: true);
            await WaitAsync(exchange, ExchangePatience, cancellation);
            if (!exchange.IsCompleted || !_limiter.NeedsLease(limits, subject, estimate, wants: false))
            {
                return;
            }

            var left = Patience - _clock.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await WaitAsync(lent, left, cancellation);
        }
    }

    private async ValueTask PaceAsync(CancellationToken cancellation)
    {
        if (_exchangedAt is { } at && Pace - _clock.GetElapsedTime(at) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, _clock, cancellation);
        }
    }

    private async Task WaitAsync(Task what, TimeSpan atMost, CancellationToken cancellation)
    {
        await Task.WhenAny(what, Task.Delay(atMost, _clock, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }

    private void Exchange(NpgsqlConnection connection, ExchangeTurn turn)
    {
        var rates = _limiter.Due();
        using var transaction = connection.BeginTransaction();
        var isLapsed = _isNew || _exchangedAt is not { } last || _clock.GetElapsedTime(last, turn.StartedAt) >= _lease;
        if (rates.Count > 0 || isLapsed)
        {
            _shares.Begin(connection, isLapsed);
        }

        if (rates.Count > 0)
        {
            _shares.Read(connection, rates);
            _limiter.Divide(rates, isLapsed, turn.IsStopping);
            _shares.Write(connection, rates, isLapsed);
        }

        Tell(connection, rates, turn);
        transaction.Commit();
        _limiter.Apply(rates);
        (_isNew, _exchangedAt) = (false, turn.StartedAt);
    }

    /// <summary>The server may have forgotten all of it.</summary>
    private void Connected()
    {
        _limiter.ForgetWritten();
        _isNew = true;
    }

    /// <summary>Within the transaction: who is told sees what is told of.</summary>
    private void Tell(NpgsqlConnection connection, List<SharedRate> rates, in ExchangeTurn turn)
    {
        if (turn.Asks && rates.Exists(static rate => rate.Own.IsWanting))
        {
            ReplicaLink.Send(connection, _address, _journalId, ReplicaNotice.LendRates);
        }

        if (turn.Answers)
        {
            ReplicaLink.Send(connection, _address, _journalId, ReplicaNotice.LentRates);
        }
    }
}
