using Clearbar.Upstreams;
using Clearbar.Upstreams.Health;

namespace Clearbar.Configuration;

/// <summary>Reads <c>resilience</c>, and the <c>timeouts</c> of a deployment. Times are written in milliseconds.</summary>
internal static class ResilienceReader
{
    private const long Hour = 3_600_000;

    private static readonly Dictionary<string, HangUpPolicy> HangUps = new(StringComparer.Ordinal)
    {
        ["cancel"] = HangUpPolicy.Cancel,
        ["drain"] = HangUpPolicy.Drain,
    };

    public static ResilienceOptions Read(ConfigNode node)
    {
        var fallback = new ResilienceOptions();
        var options = new ResilienceOptions
        {
            MaxAttempts = (int)(node.Integer("maxAttempts", 1, 10) ?? fallback.MaxAttempts),
            RetryBudget = node.Object("retryBudget") is { } budget ? ReadBudget(budget) : fallback.RetryBudget,
            Breaker = node.Object("breaker") is { } breaker ? ReadBreaker(breaker) : fallback.Breaker,
            OnHangUp = node.Choice("onHangUp", HangUps) ?? fallback.OnHangUp,
            DrainFor = Milliseconds(node, "drainMs", 1000, Hour) ?? fallback.DrainFor,
            HedgeAfter = node.Object("hedge") is { } hedge ? ReadHedge(hedge) : null,
        };
        node.RejectUnknownKeys();
        return options;
    }

    public static UpstreamTimeouts ReadTimeouts(ConfigNode? node)
    {
        var fallback = UpstreamTimeouts.Default;
        if (node is null)
        {
            return fallback;
        }

        var timeouts = new UpstreamTimeouts
        {
            Connect = Milliseconds(node, "connectMs", 50, 60_000) ?? fallback.Connect,
            FirstByte = Milliseconds(node, "firstByteMs", 100, 2 * Hour) ?? fallback.FirstByte,
            Idle = Milliseconds(node, "idleMs", 1000, 2 * Hour) ?? fallback.Idle,
        };
        node.RejectUnknownKeys();
        return timeouts;
    }

    /// <summary>A class's own <c>hedgeAfterMs</c>; zero switches hedging off for it, null leaves it to the whole.</summary>
    public static TimeSpan? ReadHedgeOfClass(ConfigNode node) => Milliseconds(node, "hedgeAfterMs", 0, Hour);

    private static TimeSpan? ReadHedge(ConfigNode node)
    {
        var after = Milliseconds(node, "afterMs", 1, Hour);
        if (after is null && !node.Has("afterMs"))
        {
            node.Fail("afterMs", "is required: milliseconds of silence after which a second deployment is asked as well");
        }

        node.RejectUnknownKeys();
        return after;
    }

    private static RetryBudgetOptions ReadBudget(ConfigNode node)
    {
        var fallback = new RetryBudgetOptions();
        var budget = new RetryBudgetOptions
        {
            Percent = (int)(node.Integer("percent", 0, 100) ?? fallback.Percent),
            Floor = (int)(node.Integer("floor", 0, 10_000) ?? fallback.Floor),
        };
        node.RejectUnknownKeys();
        return budget;
    }

    private static BreakerOptions ReadBreaker(ConfigNode node)
    {
        var fallback = new BreakerOptions();
        var breaker = new BreakerOptions
        {
            ConsecutiveFailures = (int)(node.Integer("consecutiveFailures", 1, 1000) ?? fallback.ConsecutiveFailures),
            FailureRatio = node.Fraction("failureRatio", 0.01, 1) ?? fallback.FailureRatio,
            MinimumCalls = (int)(node.Integer("minimumCalls", 1, 100_000) ?? fallback.MinimumCalls),
            Window = Milliseconds(node, "windowMs", 1000, Hour) ?? fallback.Window,
            OpenFor = Milliseconds(node, "openMs", 100, Hour) ?? fallback.OpenFor,
        };
        node.RejectUnknownKeys();
        return breaker;
    }

    private static TimeSpan? Milliseconds(ConfigNode node, string name, long min, long max) =>
        node.Integer(name, min, max) is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
