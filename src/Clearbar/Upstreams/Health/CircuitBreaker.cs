namespace Clearbar.Upstreams.Health;

/// <summary>
/// Counts how calls to one target end and says when to leave it alone. Opens on failures in a row or on their share of a sliding window;
/// when the time is over one probe decides whether it closes or opens for longer.
/// </summary>
/// <remarks>
/// Own code instead of Polly's: there a breaker wraps the call and throws when it is open. Here the state is asked before anything is
/// opened or reserved, to put candidates in order, and an open circuit is still used when there is no other target.
/// Times are spans since any fixed moment, never decreasing. Safe for any number of threads; the lock is held for a few additions.
/// </remarks>
public sealed class CircuitBreaker
{
    /// <summary>Parts of the window; the oldest part leaves it as a whole.</summary>
    private const int Slices = 10;

    /// <summary>Doublings of the open time at most.</summary>
    private const int MaxDoublings = 3;

    private readonly Lock _gate = new();
    private readonly int[] _calls = new int[Slices];
    private readonly int[] _failures = new int[Slices];
    private long _newestSlice = -1;
    private int _inARow;
    private int _doublings;
    private TimeSpan _until;
    private TimeSpan _probedAt;

    /// <summary>Written under <see cref="_gate"/>; read without it where a closed circuit is the common answer.</summary>
    private volatile CircuitState _state;

    /// <summary>True when a call may be sent now. A half-open circuit lets one through; its end must be told by the caller.</summary>
    public bool TryEnter(TimeSpan now, BreakerOptions options)
    {
        if (_state == CircuitState.Closed)
        {
            return true;
        }

        lock (_gate)
        {
            if (!IsReadyNeedsLock(now, options))
            {
                return false;
            }

            if (_state != CircuitState.Closed)
            {
                _state = CircuitState.HalfOpen;
                _probedAt = now;
            }

            return true;
        }
    }

    /// <summary>When <see cref="TryEnter"/> will say yes, as far as is known: in the past when it would at once.</summary>
    public TimeSpan ReadyAt(BreakerOptions options)
    {
        lock (_gate)
        {
            return _state switch
            {
                CircuitState.Closed => TimeSpan.Zero,
                CircuitState.Open => _until,
                _ => _probedAt + options.OpenFor,
            };
        }
    }

    /// <summary>The state, and until when an open circuit stays so.</summary>
    public (CircuitState State, TimeSpan Until) Look(TimeSpan now)
    {
        lock (_gate)
        {
            return _state == CircuitState.Open && now >= _until ? (CircuitState.HalfOpen, _until) : (_state, _until);
        }
    }

    /// <summary>A call ended well. Returns true when that closed the circuit.</summary>
    public bool Succeeded(TimeSpan now, BreakerOptions options)
    {
        lock (_gate)
        {
            switch (_state)
            {
                case CircuitState.Closed:
                    _calls[SliceNeedsLock(now, options)]++;
                    _inARow = 0;
                    return false;
                case CircuitState.HalfOpen:
                    _state = CircuitState.Closed;
                    _doublings = 0;
                    ForgetNeedsLock();
                    return true;
                default:
                    // Sent before the circuit opened, or as a last resort: only a probe closes it.
                    return false;
            }
        }
    }

    /// <summary>A call failed. Returns true when that opened the circuit.</summary>
    public bool Failed(TimeSpan now, BreakerOptions options)
    {
        lock (_gate)
        {
            switch (_state)
            {
                case CircuitState.Closed:
                    var slice = SliceNeedsLock(now, options);
                    _calls[slice]++;
                    _failures[slice]++;
                    _inARow++;
                    if (!IsTooMuchNeedsLock(options))
                    {
                        return false;
                    }

                    break;
                case CircuitState.HalfOpen:
                    _doublings = Math.Min(_doublings + 1, MaxDoublings);
                    break;
                default:
                    return false;
            }

            _state = CircuitState.Open;
            _until = now + (options.OpenFor * (1 << _doublings));
            ForgetNeedsLock();
            return true;
        }
    }

    /// <summary>A probe whose end nobody told (its client left, its reservation was refused) is given up after the open time.</summary>
    private bool IsReadyNeedsLock(TimeSpan now, BreakerOptions options) => _state switch
    {
        CircuitState.Closed => true,
        CircuitState.Open => now >= _until,
        _ => now - _probedAt >= options.OpenFor,
    };

    private bool IsTooMuchNeedsLock(BreakerOptions options)
    {
        if (_inARow >= options.ConsecutiveFailures)
        {
            return true;
        }

        var calls = 0;
        var failures = 0;
        for (var i = 0; i < Slices; i++)
        {
            calls += _calls[i];
            failures += _failures[i];
        }

        return calls >= options.MinimumCalls && failures >= options.FailureRatio * calls;
    }

    private int SliceNeedsLock(TimeSpan now, BreakerOptions options)
    {
        var slice = now.Ticks / Math.Max(options.Window.Ticks / Slices, 1);
        for (var passed = Math.Max(_newestSlice + 1, slice - Slices + 1); passed <= slice; passed++)
        {
            _calls[passed % Slices] = 0;
            _failures[passed % Slices] = 0;
        }

        _newestSlice = Math.Max(_newestSlice, slice);
        return (int)(_newestSlice % Slices);
    }

    private void ForgetNeedsLock()
    {
        Array.Clear(_calls);
        Array.Clear(_failures);
        _inARow = 0;
    }
}
