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
    private Task? _lent;
    private bool _isAsked;

    /// <summary>How long to wait for what <see cref="Next"/> returned last.</summary>
    public TimeSpan WaitAtMost { get; private set; }

    /// <summary>Null ends the search; whatever the wait ended with, the next call says how it goes on.</summary>
    public Task? Next()
    {
        if (_lent is { } lent)
        {
            _lent = null;
            return AfterExchange(lent);
        }

        if (counters.Local.HasRoom(holds, wants: true) || counters.IsCutOff)
        {
            return null;
        }

        if (_isAsked && Left(patience) == TimeSpan.Zero)
        {
            counters.IsUnanswered = true;
            return null;
        }

        return Exchange();
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
        if (isUnloaded)
        {
            patience = LoadPatience;
            WaitAtMost = Left(patience);
            return WaitAtMost > TimeSpan.Zero ? nextLoad : null;
        }

        WaitAtMost = Left(patience);
        if (mayBeLeased && WaitAtMost > TimeSpan.Zero && !counters.IsCutOff)
        {
            // Others who came later took what was leased for it.
            return counters.Local.HasRoom(holds, wants: true) ? null : Exchange();
        }

        return mayBeLent && WaitAtMost > TimeSpan.Zero && !counters.IsUnanswered ? lent : null;
    }

    private TimeSpan Left(TimeSpan ofAll)
    {
        var left = ofAll - clock.GetElapsedTime(_startedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
