namespace Clearbar.Limits;

/// <summary>The counters of one limit, or of one part of it. Guarded by the lock of its <see cref="RateLimiter"/>.</summary>
internal sealed class RateCounter
{
    public RateCounter(RateLimit limit, string id, string part, bool isShared, long now, long frequency)
    {
        (Limit, Id, Part) = (limit, id, part);
        Name = part.Length == 0 ? limit.Name : limit.Name + "/" + part;
        Lease = isShared ? new RateLease(limit, frequency) : null;
        Requests = isShared ? Lease!.Requests : limit.RequestsPerMinute is { } requests ? new FillingBucket(requests, now, frequency) : null;
        Tokens = isShared ? Lease!.Tokens : limit.TokensPerMinute is { } tokens ? new FillingBucket(tokens, now, frequency) : null;
    }

    public string Name { get; }

    public string Id { get; }

    public string Part { get; }

    public RateLimit Limit { get; }

    /// <summary>Null: this process is alone.</summary>
    public RateLease? Lease { get; }

    public IRateBucket? Requests { get; }

    public IRateBucket? Tokens { get; }

    public int UnderWay { get; set; }

    public bool HasPlace => (Lease is { } lease ? lease.Places?.Most : Limit.Concurrency) is not { } most || UnderWay < most;
}
