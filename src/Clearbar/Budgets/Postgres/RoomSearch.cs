using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Budgets.Postgres;

/// <summary>
/// One attempt's way to room in leased counters: what to wait for next, until it has room or nothing can bring it any. Used by one thread at a
/// time.
/// </summary>
/// <param name="counters">Where room is looked for.</param>
/// <param name="holds">What needs it.</param>
/// <param name="patience">
/// How long the database may take for all of it, and a budget's history. An exchange takes milliseconds; a process that has just started, or a
/// database that hangs, takes longer.
/// </param>
/// <param name="lendPatience">
/// How long others may take to lend what they do not use. Counted from the first exchange that says so: a slow exchange must not use it up.
/// </param>
/// <param name="clock">Times the waits.</param>
internal sealed class RoomSearch(
    LeasedBudgetCounters counters, BudgetHold[] holds, TimeSpan patience, TimeSpan lendPatience, TimeProvider clock)
{
    // A budget that a reload has brought is summed within a second or two.
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(5);

    private readonly long _startedAt = clock.GetTimestamp();
    private Task? _exchange;
    private Task? _lent;
    private Task? _next;
    private long? _askedAt;

    /// <summary>How long to wait for what <see cref="TryNext"/> gave last.</summary>
    public TimeSpan WaitAtMost { get; private set; }

    /// <summary>Says how the search ended, once <see cref="TryNext"/> has said that it did.</summary>
    public RoomOutcome Outcome { get; private set; }

    /// <summary>False ends the search; whatever the wait ended with, the next call says how it goes on.</summary>
    public bool TryNext([NotNullWhen(true)] out Task? wait)
    {
        _next = null;
        Outcome = RoomOutcome.Unknown;
        if (_exchange is { } exchange)
        {
            _exchange = null;
            if (exchange.IsCompleted && !counters.IsCutOff)
            {
                GoOn();
            }
        }
        else
        {
            LookOrExchange();
        }

        wait = _next;
        return wait is not null;
    }

    /// <summary>What has no room is noted, so that the exchange leases it.</summary>
    private void LookOrExchange()
    {
        if (counters.Local.HasRoom(holds, wants: !counters.IsCutOff))
        {
            Outcome = RoomOutcome.Found;
            return;
        }

        WaitAtMost = Left(patience, _startedAt);
        if (counters.IsCutOff || WaitAtMost == TimeSpan.Zero)
        {
            return;
        }

        // Taken before the exchange: what is lent right after it must not be missed.
        _lent = counters.NextLent;
        _exchange = counters.ExchangeSoon(ask: _askedAt is null);
        _next = _exchange;
    }

    /// <summary>After an exchange.</summary>
    private void GoOn()
    {
        var nextLoad = counters.Local.NextLoad;
        var (isUnloaded, mayBeLeased, mayBeLent) = counters.Local.Hope(holds, _startedAt);
        if (isUnloaded)
        {
            Wait(nextLoad, Left(LoadPatience < patience ? LoadPatience : patience, _startedAt));
        }
        else if (mayBeLeased)
        {
            // Others who came later have taken what was leased for it.
            LookOrExchange();
        }
        else if (mayBeLent)
        {
            _askedAt ??= clock.GetTimestamp();
            var left = counters.IsUnanswered ? TimeSpan.Zero : Left(lendPatience, _askedAt.Value);
            if (left == TimeSpan.Zero && lendPatience > TimeSpan.Zero && !counters.IsUnanswered)
            {
                counters.IsUnanswered = true;
            }

            Wait(_lent!, left);
        }
        else
        {
            Outcome = counters.Local.HasRoom(holds, wants: false) ? RoomOutcome.Found : RoomOutcome.None;
        }
    }

    private void Wait(Task task, TimeSpan atMost) => (_next, WaitAtMost) = (atMost > TimeSpan.Zero ? task : null, atMost);

    private TimeSpan Left(TimeSpan of, long since)
    {
        var left = of - clock.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
