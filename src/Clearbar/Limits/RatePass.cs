namespace Clearbar.Limits;

/// <summary>
/// What a request that was let in holds of its rate limits until it is over. Ends once. Thread-safe, since an attempt may be read on beside its request, and
/// longer than it.
/// </summary>
public sealed class RatePass : IDisposable
{
    private readonly RateLimiter _limiter;
    private readonly RateCounter[] _counters;
    private readonly long _estimate;
    private readonly Lock _gate = new();
    private long _used;
    private bool _isOver;

    internal RatePass(RateLimiter limiter, RateCounter[] counters, long estimate)
    {
        _limiter = limiter;
        _counters = counters;
        _estimate = estimate;
    }

    /// <summary>Tokens an attempt of the request really used.</summary>
    public void Used(long tokens)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                _limiter.Correct(_counters, tokens);
            }
            else
            {
                _used += tokens;
            }
        }
    }

    /// <summary>The request is over: the estimate is exchanged for what was used.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _isOver = true;
                _limiter.Leave(_counters, _used - _estimate);
            }
        }
    }
}
