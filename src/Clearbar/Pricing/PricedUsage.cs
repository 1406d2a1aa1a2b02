using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <summary>Everything one request used, token or not.</summary>
public sealed record PricedUsage
{
    public required RateQuery Rate { get; init; }

    public required TokenUsage Tokens { get; init; }

    /// <summary>False when a stream ended before its final counts; the charge is then a lower bound.</summary>
    public bool IsFinal { get; init; } = true;

    /// <summary>All web searches, failed ones included.</summary>
    public long WebSearches { get; init; }

    /// <summary>Those of <see cref="WebSearches"/> that failed; they are free.</summary>
    public long FailedWebSearches { get; init; }

    /// <summary>Web fetches; free where they exist.</summary>
    public long WebFetches { get; init; }

    public CodeExecutionUsage? CodeExecution { get; init; }

    /// <summary>Milliseconds a Managed Agents session was in status <c>running</c>; null when there was no session.</summary>
    public long? SessionRunningMs { get; init; }

    /// <summary>Negotiated discount in percent (0 to 100), taken off the sum.</summary>
    public decimal DiscountPercent { get; init; }
}
