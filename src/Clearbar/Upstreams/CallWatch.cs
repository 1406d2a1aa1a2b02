namespace Clearbar.Upstreams;

/// <summary>
/// Watches over one upstream call: cancels it when its caller does, or when a wait that was armed takes too long. Arm before a wait, disarm
/// after it, ask <see cref="HasExpired"/> why it was cancelled. One wait at a time; the timer's thread only cancels.
/// </summary>
public sealed class CallWatch : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _caller;
    private readonly ITimer _timer;
    private volatile bool _expired;

    public CallWatch(TimeProvider clock, CancellationToken caller)
    {
        _timer = clock.CreateTimer(static state => ((CallWatch)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _caller = caller.UnsafeRegister(static state => ((CallWatch)state!)._source.Cancel(), this);
    }

    /// <summary>What the call runs under.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>It was cancelled because a wait took too long, and not by its caller.</summary>
    public bool HasExpired => _expired;

    public void Arm(TimeSpan limit) => _timer.Change(limit, Timeout.InfiniteTimeSpan);

    public void Disarm() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>From here on the call ends with <paramref name="caller"/>, and no longer with who it was made for.</summary>
    public void Follow(CancellationToken caller)
    {
        _caller.Dispose();
        _caller = caller.UnsafeRegister(static state => ((CallWatch)state!)._source.Cancel(), this);
    }

    public void Dispose()
    {
        // In this order: after the first two nobody cancels any more. The source itself has nothing to free, and a timer that fires just now
        // must still find it alive.
        _timer.Dispose();
        _caller.Dispose();
    }

    private void Expire()
    {
        _expired = true;
        _source.Cancel();
    }
}
