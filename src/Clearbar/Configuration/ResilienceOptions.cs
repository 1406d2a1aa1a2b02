using Clearbar.Upstreams.Health;

namespace Clearbar.Configuration;

/// <summary>What becomes of an upstream call whose client has hung up.</summary>
public enum HangUpPolicy : byte
{
    /// <summary>It is cancelled at once; what had come is on the ledger as an estimate.</summary>
    Cancel,

    /// <summary>It is read to its end, so that the ledger has the provider's own final counts.</summary>
    Drain,
}

/// <summary>What the owner wrote about failing upstreams and leaving clients.</summary>
public sealed record ResilienceOptions
{
    /// <summary>
    /// Upstream calls one client call may cause for errors of any kind; a rung climbed for quality does not count. Default 3.
    /// </summary>
    public int MaxAttempts { get; init; } = 3;

    public RetryBudgetOptions RetryBudget { get; init; } = new();

    public BreakerOptions Breaker { get; init; } = new();

    public HangUpPolicy OnHangUp { get; init; } = HangUpPolicy.Cancel;

    /// <summary>Longest time an answer is read on after its client has gone. Default 5 minutes.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Silence after which a second deployment is asked as well; null, the default: never. A class with a ladder may say otherwise.</summary>
    public TimeSpan? HedgeAfter { get; init; }
}
