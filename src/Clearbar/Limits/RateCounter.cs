namespace Clearbar.Limits;

/// <summary>The counters of one limit, or of one part of it. Guarded by the lock of its <see cref="RateLimiter"/>.</summary>
internal sealed class RateCounter(RateLimit limit, string part, long now, long frequency)
{
    public string Name { get; } = part.Length == 0 ? limit.Name : limit.Name + "/" + part;

    public RateLimit Limit => limit;

    public FillingBucket? Requests { get; } = limit.RequestsPerMinute is { } requests ? new FillingBucket(requests, now, frequency) : null;

    public FillingBucket? Tokens { get; } = limit.TokensPerMinute is { } tokens ? new FillingBucket(tokens, now, frequency) : null;

    public int UnderWay { get; set; }
}
