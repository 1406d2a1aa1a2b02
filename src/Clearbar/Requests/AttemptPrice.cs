using Clearbar.Budgets;
using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Routing;

namespace Clearbar.Requests;

/// <summary>What an attempt costs today: its rates, and the most it can come to.</summary>
internal static class AttemptPrice
{
    /// <summary>Null when the price is unknown, which is never zero (invariant I6).</summary>
    public static RateCard? RateOf(Exchange exchange, PlannedStep step, DateTimeOffset now) => RateOf(exchange.Snapshot, step, now);

    public static Usd? CeilingOf(Exchange exchange, PlannedStep step, RateCard? rate)
    {
        var maxOutput = (exchange.Outline.MaxTokens ?? step.Model!.Capabilities.MaxOutputTokens ?? 128_000) + (step.Thinking ? exchange.Plan.ThinkingBudget : 0);
        return rate?.WorstCase(Reservations.PromptCeiling(exchange.Outline) + (exchange.Repair?.PromptCeiling ?? 0), maxOutput);
    }

    /// <summary>The same for a request that has no exchange yet.</summary>
    public static Usd? CeilingOf(SideRequest request, PlannedStep step, DateTimeOffset now)
    {
        var thinking = step.Thinking ? request.Class.Policy?.ThinkingBudget ?? ClassOptions.DefaultThinkingBudget : 0;
        var maxOutput = (request.Outline.MaxTokens ?? step.Model!.Capabilities.MaxOutputTokens ?? 128_000) + thinking;
        return RateOf(request.Snapshot, step, now)?.WorstCase(Reservations.PromptCeiling(request.Outline), maxOutput);
    }

    public static RateCard? RateOf(GatewaySnapshot snapshot, PlannedStep step, DateTimeOffset now) => snapshot.RateOf(
        new RateQuery(step.Deployment!.PricedAs, step.PricedModelId, DateOnly.FromDateTime(now.UtcDateTime)));

    public static Usd? CeilingOf(Exchange exchange, PlannedStep step) => CeilingOf(exchange, step, RateOf(exchange, step, exchange.Clock.GetUtcNow()));
}
