using Clearbar.Limits;

namespace Clearbar.Quotas;

/// <summary>
/// What is left of one model's quota on one deployment, by the provider's own formula. That the minute fills evenly is documented by
/// Anthropic and
/// assumed for Bedrock; that its day is the UTC day is assumed. Safe for concurrent use.
/// </summary>
internal sealed class QuotaMeter
{
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly ProviderQuota _part;
    private readonly FillingBucket? _requests;
    private readonly FillingBucket? _tokens;
    private DateTime _day;
    private long _usedToday;

    /// <param name="quota">The whole quota.</param>
    /// <param name="replicas">Processes that call under it; this one takes an even part.</param>
    /// <param name="clock">Fills the minute, turns the day.</param>
    public QuotaMeter(ProviderQuota quota, int replicas, TimeProvider clock)
    {
        (Quota, Replicas, _clock, _part) = (quota, replicas, clock, quota.PartOf(replicas));
        (_requests, _tokens) = (Bucket(_part.RequestsPerMinute, clock), Bucket(_part.TokensPerMinute, clock));
    }

    public ProviderQuota Quota { get; }

    public int Replicas { get; }

    /// <summary>
    /// The same quota among more or fewer. What is left of the minute stays what it was at most, and what was used today stays used; what is under way settles
    /// with the old meter.
    /// </summary>
    public QuotaMeter DividedBy(int replicas)
    {
        var next = new QuotaMeter(Quota, replicas, _clock);
        var now = _clock.GetTimestamp();
        lock (_gate)
        {
            Lower(next._requests, _requests, now);
            Lower(next._tokens, _tokens, now);
            (next._day, next._usedToday) = (_day, _usedToday);
        }

        return next;
    }

    /// <summary>How long until so many tokens may be asked for.</summary>
    public TimeSpan WaitFor(long tokens)
    {
        lock (_gate)
        {
            return WaitNeedsLock(tokens, _clock.GetTimestamp());
        }
    }

    /// <summary>
    /// Takes a request and its tokens when they are there within <paramref name="patience"/>: whoever takes must wait that long before
    /// sending.
    /// Taking at once and waiting after keeps those who wait in their order.
    /// </summary>
    public bool TryTake(long tokens, TimeSpan patience, out TimeSpan wait)
    {
        var now = _clock.GetTimestamp();
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
            _tokens?.Take(used - reserved, _clock.GetTimestamp());
            TurnDayNeedsLock();
            _usedToday = Math.Max(0, _usedToday + used - reserved);
        }
    }

    private static void Lower(FillingBucket? next, FillingBucket? before, long now)
    {
        if (next is not null && before is not null)
        {
            next.Take(Math.Max(0, next.LevelAt(now) - before.LevelAt(now)), now);
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
        return _part.TokensPerDay is { } daily && _usedToday + Math.Min(tokens, daily) > daily && untilTomorrow > wait ? untilTomorrow : wait;
    }

    private TimeSpan TurnDayNeedsLock()
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        if (now.Date != _day)
        {
            _day = now.Date;
            _usedToday = 0;
        }

        return _day.AddDays(1) - now;
    }
}
