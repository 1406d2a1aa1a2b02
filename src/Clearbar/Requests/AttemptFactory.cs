using System.Diagnostics.CodeAnalysis;
using Clearbar.Budgets;
using Clearbar.Pricing;
using Clearbar.Routing;
using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

/// <summary>
/// Step 5. Makes an attempt: its edits, its price today, its worst case; and refuses it when the worst case could break the request's own cost limit.
/// </summary>
public sealed class AttemptFactory(Healing healing, ILogger<AttemptFactory> logger)
{
    public bool TryReserve(Exchange exchange, PlannedStep step, [NotNullWhen(true)] out Attempt? attempt, [NotNullWhen(false)] out GatewayError? refusal)
    {
        attempt = Create(exchange, step);
        refusal = Refusal(exchange, attempt.Ceiling, alreadyHeld: Usd.Zero);
        return refusal is null;
    }

    /// <summary>Reserves a further rung while an earlier attempt, worth up to <paramref name="alreadyHeld"/>, is still open.</summary>
    public bool TryReserve(Exchange exchange, PlannedStep step, Usd? alreadyHeld, [NotNullWhen(true)] out Attempt? attempt)
    {
        attempt = Create(exchange, step);
        return Refusal(exchange, attempt.Ceiling, alreadyHeld ?? Usd.Zero) is null;
    }

    private Attempt Create(Exchange exchange, PlannedStep step)
    {
        var now = exchange.Clock.GetUtcNow();
        var omission = healing.For(exchange, step);
        var betas = BetaFlags.Without(DialectHeaders.BetasOf(exchange.Http.Request.Headers), omission.Betas);
        var edits = omission.AddTo(
            exchange, ParameterAdapter.EditsFor(exchange.Outline, exchange.Body!.Span, step, exchange.Plan.ThinkingBudget, betas));
        var deployment = step.Deployment!;
        var rate = exchange.Snapshot.RateOf(new RateQuery(deployment.PricedAs, step.PricedModelId, DateOnly.FromDateTime(now.UtcDateTime)));
        if (rate is null)
        {
            JourneyLog.PriceUnknown(logger, step.PricedModelId, deployment.Name);
        }

        var maxOutput = (exchange.Outline.MaxTokens ?? step.Model!.Capabilities.MaxOutputTokens ?? 128_000) + (step.Thinking ? exchange.Plan.ThinkingBudget : 0);
        return new Attempt
        {
            EntryId = Guid.CreateVersion7(now),
            Step = step,
            Edits = edits,
            Omission = omission,
            Rate = rate,
            Ceiling = rate?.WorstCase(Reservations.PromptCeiling(exchange.Outline), maxOutput),
        };
    }

    private static GatewayError? Refusal(Exchange exchange, Usd? ceiling, Usd alreadyHeld)
    {
        if (exchange.MaxCost is not { } limit)
        {
            return null;
        }

        if (ceiling is not { } worst)
        {
            return new GatewayError(ErrorKind.BudgetExhausted, $"the price of this model is not known, so {GatewayHeaders.MaxCost} cannot be kept; remove it or use a priced model")
            {
                ShouldRetry = false,
            };
        }

        return exchange.CostAtMost + alreadyHeld + worst <= limit
            ? null
            : new GatewayError(
                ErrorKind.BudgetExhausted,
                $"this call can cost up to ${exchange.CostAtMost + alreadyHeld + worst}, over {GatewayHeaders.MaxCost} of ${limit}; lower max_tokens, shorten the prompt or raise the limit")
            {
                ShouldRetry = false,
            };
    }
}
