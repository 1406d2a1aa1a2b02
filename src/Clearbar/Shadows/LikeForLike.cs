using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Shadows;

/// <summary>
/// What a rung's answer would have cost with the cache in the state in which the client's own request found it. A shadow's prompt is always cold, and the
/// reference's often warm: comparing the two bills would call a cheaper model dear for being new to the prefix. What leaving a warm cache really
/// costs is weighed per conversation (<see cref="Routing.Sessions.SessionPins"/>).
/// </summary>
internal static class LikeForLike
{
    /// <summary>Dollars; null where the price is not known.</summary>
    /// <param name="seen">The usage of the client's own request, whose division of the prompt is taken.</param>
    public static Usd? CostOf(SideRequest request, PlannedStep step, in TokenUsage own, in TokenUsage seen, DateTimeOffset now) =>
        AttemptPrice.RateOf(request.Snapshot, step, now) is { } rate && rate.TryCharge(Divided(own, seen), [], out _, out var cost, out _) ? cost : null;

    private static TokenUsage Divided(in TokenUsage own, in TokenUsage seen)
    {
        var prompt = own.Prompt;
        if (seen.Prompt == 0)
        {
            return new TokenUsage(prompt, 0, 0, 0, own.Output);
        }

        var read = Part(prompt, seen.CacheRead, seen.Prompt);
        var fiveMinutes = Part(prompt, seen.CacheWrite5m, seen.Prompt);
        var hour = Part(prompt, seen.CacheWrite1h, seen.Prompt);
        return new TokenUsage(prompt - read - fiveMinutes - hour, read, fiveMinutes, hour, own.Output);
    }

    private static long Part(long whole, long part, long of) => (long)((decimal)whole * part / of);
}
