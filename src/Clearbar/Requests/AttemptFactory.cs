using System.Diagnostics.CodeAnalysis;
using Clearbar.Budgets;
using Clearbar.Caching;
using Clearbar.Limits;
using Clearbar.Pricing;
using Clearbar.Quotas;
using Clearbar.Routing;
using Clearbar.Wire;
using Clearbar.Wire.Crossings;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

/// <summary>
/// Step 5. Makes an attempt: its edits, its price today, its worst case; and refuses it when that could break the request's own cost limit or a budget,
/// or when the provider's quota has no room for it.
/// </summary>
public sealed class AttemptFactory(
    Healing healing, ThinkingOrigins thinking, BudgetGuard budgets, IBudgetCounters counters, QuotaBook quotas, ILogger<AttemptFactory> logger)
{
    public bool TryReserve(Exchange exchange, PlannedStep step, [NotNullWhen(true)] out Attempt? attempt, [NotNullWhen(false)] out GatewayError? refusal)
    {
        attempt = Create(exchange, step, out refusal);
        refusal ??= Refusal(exchange, attempt!.Ceiling, alreadyHeld: Usd.Zero) ?? Hold(exchange, attempt!);
        return refusal is null;
    }

    /// <summary>Reserves a further rung while an earlier attempt, worth up to <paramref name="alreadyHeld"/>, is still open.</summary>
    public bool TryReserve(Exchange exchange, PlannedStep step, Usd? alreadyHeld, [NotNullWhen(true)] out Attempt? attempt)
    {
        attempt = Create(exchange, step, out _);
        return attempt is not null
            && (Refusal(exchange, attempt.Ceiling, alreadyHeld ?? Usd.Zero) ?? Hold(exchange, attempt)) is null;
    }

    /// <summary>Null with the reason when the request cannot be said in the dialect of the step's upstream.</summary>
    private Attempt? Create(Exchange exchange, PlannedStep step, out GatewayError? refusal)
    {
        if (RenditionFor(exchange, step, out refusal) is not { } rendition)
        {
            return null;
        }

        var now = exchange.Clock.GetUtcNow();
        var omission = healing.For(exchange, step);
        var betas = BetaFlags.Without(DialectHeaders.BetasOf(exchange), omission.Betas);
        var edits = new List<RequestEdit>(rendition.Losses);
        edits.AddRange(ParameterAdapter.EditsFor(
            rendition.Outline, rendition.Body.Span, step, exchange.Plan.ThinkingBudget, thinking, betas, rendition.Crossing is not null));
        CacheEdits.Add(rendition.Outline, rendition.Body.Span, step, exchange.Snapshot.Options.CutBillingHeader, edits);
        omission.AddTo(rendition, edits);
        if (exchange.Repair is { } repair)
        {
            edits.Add(repair.EditOf(rendition));
        }

        var deployment = step.Deployment!;
        var rate = AttemptPrice.RateOf(exchange, step, now);
        if (rate is null)
        {
            JourneyLog.PriceUnknown(logger, step.PricedModelId, deployment.Name);
        }

        return new Attempt
        {
            EntryId = Guid.CreateVersion7(now),
            Step = step,
            Rendition = rendition,
            Edits = edits,
            Omission = omission,
            Rate = rate,
            Ceiling = AttemptPrice.CeilingOf(exchange, step, rate),
            Repair = exchange.Repair,
        };
    }

    /// <summary>The request in the dialect of the step's upstream, translated once for all attempts that need the same.</summary>
    private static Rendition? RenditionFor(Exchange exchange, PlannedStep step, out GatewayError? refusal)
    {
        refusal = null;
        var crossed = step.Dialect != exchange.Outline.Dialect;
        var maxTokens = crossed ? step.Model!.Capabilities.MaxOutputTokens ?? 4096 : 0;
        foreach (var (dialect, forMaxTokens, made) in exchange.Renditions)
        {
            if (dialect == step.Dialect && forMaxTokens == maxTokens)
            {
                return made;
            }
        }

        WireFault? fault = null;
        var rendition = crossed
            ? Rendition.Translate(
                exchange, DialectCrossings.Find(exchange.Outline.Dialect, step.Dialect)!, new CrossingTarget(exchange.Outline.Model, maxTokens), out fault)
            : Rendition.OfClient(exchange);
        if (rendition is null)
        {
            refusal = Admission.Refusal(fault!);
            return null;
        }

        exchange.Renditions.Add((step.Dialect, maxTokens, rendition));
        return rendition;
    }

    /// <summary>Holds the worst case in the owner's budgets; last, so that nothing held is left when anything else refuses.</summary>
    private GatewayError? Hold(Exchange exchange, Attempt attempt)
    {
        if (budgets.Refuse(exchange, attempt.Step, attempt.Ceiling, out var reservation) is { } usedUp)
        {
            return usedUp;
        }

        if (!TryTakeTurn(exchange, attempt.Step, out var ticket, out var wait))
        {
            if (reservation is not null)
            {
                budgets.Release(exchange, reservation);
            }

            return Intake.Throttle($"the provider's quota for {attempt.Step.Model!.Id} at deployment '{attempt.Step.Deployment!.Name}' is used up", wait);
        }

        if (reservation is not null || ticket is not null || exchange.Pass is not null)
        {
            attempt.Holds = new AttemptHolds(counters, reservation, ticket, exchange.Pass);
            exchange.Holds.Add(attempt.Holds);
        }

        return null;
    }

    /// <summary>The turn the request already waited for where it is for this step; otherwise there must be room now.</summary>
    private bool TryTakeTurn(Exchange exchange, PlannedStep step, out QuotaTicket? ticket, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (exchange.Ticket is { } waited && waited.Step.Deployment == step.Deployment && waited.Step.Model == step.Model)
        {
            exchange.Ticket = null;
            ticket = waited;
            return true;
        }

        return quotas.TryTake(exchange.Outline, step, TimeSpan.Zero, out ticket, out wait);
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

        alreadyHeld += exchange.Kept?.Attempt.Ceiling ?? Usd.Zero;
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
