namespace Clearbar.Limits;

/// <summary>A replica's part of one limit, or of one part of it. Guarded by the lock of its <see cref="RateLimiter"/>.</summary>
internal sealed class RateLease(RateLimit limit, long frequency)
{
    private static readonly RateShare Nothing = new(0, 0, 0, 0, 0, 0, 0);

    public LeasedBucket? Requests { get; } = limit.RequestsPerMinute is { } requests ? new LeasedBucket(requests, frequency) : null;

    public LeasedBucket? Tokens { get; } = limit.TokensPerMinute is { } tokens ? new LeasedBucket(tokens, frequency) : null;

    public LeasedPlaces? Places { get; } = limit.Concurrency is { } places ? new LeasedPlaces(places) : null;

    /// <summary>Clock timestamp of the last request.</summary>
    public long UsedAt { get; set; } = long.MinValue;

    /// <summary>What the store has of it; null: nobody knows.</summary>
    public RateShare? Written { get; set; }

    /// <summary>Nothing is held, wanted or owed, and the store knows.</summary>
    public bool IsIdle => Written == Nothing && Places is not { Claimed: > 0 } && Requests is not { Slice: not 0 } && Tokens is not { Slice: not 0 };

    public void GoAlone(int replicas, long now)
    {
        Requests?.GoAlone(replicas, now);
        Tokens?.GoAlone(replicas, now);
        Places?.GoAlone(replicas);
    }

    public void Apply(long now)
    {
        Requests?.Apply(now);
        Tokens?.Apply(now);
        Places?.Apply();
    }
}
