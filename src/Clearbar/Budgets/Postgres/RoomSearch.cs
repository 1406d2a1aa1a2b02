using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Budgets.Postgres;

/// <summary>
/// One attempt's way to room in leased counters: what to wait for next, until it has room or nothing can bring it any. Used by one thread at a
/// time.
/// </summary>
/// <param name="counters">Where room is looked for.</param>
/// <param name="holds">What needs it.</param>
/// <param name="exchangePatience">
/// How long one exchange may take. It takes milliseconds; a process that has just started, or a database that hangs, takes longer.
/// </param>
/// <param name="patience">How long others may take to lend what they do not use.</param>
/// <param name="clock">Times the waits.</param>
internal sealed class RoomSearch(
    LeasedBudgetCounters counters, BudgetHold[] holds, TimeSpan exchangePatience, TimeSpan patience, TimeProvider clock)
{

    // A budget that a reload has brought is summed within a second or two.
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(5);

    private readonly long _startedAt = clock.GetTimestamp();
    private TimeSpan _patience = patience;
    private Task? _lent;
    private bool _isAsked;

    /// <summary>How long to wait for what <see cref="TryNext"/> gave last.</summary>
    public TimeSpan WaitAtMost { get; private set; }

    /// <summary>False ends the search; whatever the wait ended with, the next call says how it goes on.</summary>
    public bool TryNext([NotNullWhen(true)] out Task? wait)
    {
        wait = null;
        if (_lent is { } lent)
        {
            _lent = null;
            wait = AfterExchange(lent);
        }
        else if (!counters.Local.HasRoom(holds, wants: true) && !counters.IsCutOff)
        {
            if (_isAsked && Left == TimeSpan.Zero)
            {
                counters.IsUnanswered = true;
                return false;
            }

            wait = Exchange();
        }

        return wait is not null;
    }

    private Task Exchange()
    {
        // Taken before the exchange: what is lent right after it must not be missed.
        _lent = counters.NextLent;
        WaitAtMost = exchangePatience;
        var exchange = counters.ExchangeSoon(ask: !_isAsked);
        _isAsked = true;
        return exchange;
    }

    private Task? AfterExchange(Task lent)
    {
        var nextLoad = counters.Local.NextLoad;
        var (isUnloaded, mayBeLeased, mayBeLent) = counters.Local.Hope(holds);
        _patience = isUnloaded ? LoadPatience : _patience;
        WaitAtMost = Left;
        Task? next = null;
        if (WaitAtMost == TimeSpan.Zero)
        {
            return next;
        }

        if (isUnloaded)
        {
            next = nextLoad;
        }
        else if (mayBeLeased && !counters.IsCutOff)
        {
            // Others who came later took what was leased for it.
            next = counters.Local.HasRoom(holds, wants: true) ? next : Exchange();
        }
        else if (mayBeLent && !counters.IsUnanswered)
        {
            next = lent;
        }

        return next;
    }

    private TimeSpan Left
    {
        get
        {
            var left = _patience - clock.GetElapsedTime(_startedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
