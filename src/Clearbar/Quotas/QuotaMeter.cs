using Clearbar.Limits;

namespace Clearbar.Quotas;

/// <summary>
/// What is left of one model's quota on one deployment, by the provider's own formula. That the minute fills evenly is documented by
/// Anthropic and
/// assumed for Bedrock; that its day is the UTC day is assumed. Safe for concurrent use.
/// </summary>
internal sealed class QuotaMeter(ProviderQuota quota, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly FillingBucket? _requests = Bucket(quota.RequestsPerMinute, clock);
    private readonly FillingBucket? _tokens = Bucket(quota.TokensPerMinute, clock);
    private DateTime _day;
    private long _usedToday;

    public ProviderQuota Quota => quota;

    /// <summary>How long until so many tokens may be asked for.</summary>
    public TimeSpan WaitFor(long tokens)
    {
        lock (_gate)
        {
            return WaitNeedsLock(tokens, clock.GetTimestamp());
        }
    }

    /// <summary>
    /// Takes a request and its tokens when they are there within <paramref name="patience"/>: whoever takes must wait that long before
    /// sending.
    /// Taking at once and waiting after keeps those who wait in their order.
    /// </summary>
    public bool TryTake(long tokens, TimeSpan patience, out TimeSpan wait)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            wait = WaitNeedsLock(tokens, now);
            if (wait > patience)
            {
                return false;
            }

            _requests?.Take(1, now);
            _tokens?.Take(tokens, now);
            _usedToday += tokens;
            return true;
        }
    }

    /// <summary>Exchanges a reservation for what was used.</summary>
    public void Correct(long reserved, long used)
    {
        lock (_gate)
        {
            _tokens?.Take(used - reserved, clock.GetTimestamp());
            TurnDayNeedsLock();
            _usedToday = Math.Max(0, _usedToday + used - reserved);
        }
    }

    private static FillingBucket? Bucket(long? perMinute, TimeProvider clock) =>
        perMinute is { } limit ? new FillingBucket(limit, clock.GetTimestamp(), clock.TimestampFrequency) : null;

    private TimeSpan WaitNeedsLock(long tokens, long now)
    {
        var wait = _requests?.WaitFor(1, now) ?? TimeSpan.Zero;
        if (_tokens?.WaitFor(tokens, now) is { } forTokens && forTokens > wait)
        {
            wait = forTokens;
        }

        var untilTomorrow = TurnDayNeedsLock();
        return quota.TokensPerDay is { } daily && _usedToday + Math.Min(tokens, daily) > daily && untilTomorrow > wait ? untilTomorrow : wait;
    }

    private TimeSpan TurnDayNeedsLock()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now.Date != _day)
        {
            _day = now.Date;
            _usedToday = 0;
        }

        return _day.AddDays(1) - now;
    }
}
