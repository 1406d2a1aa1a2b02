using System.Globalization;
using System.Text;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.Budgets;

/// <summary>
/// Step 5 for the owner's budgets: finds those an attempt counts against, holds its worst case in all of them, and says in the client's
/// terms why it
/// cannot.
/// </summary>
public sealed class BudgetGuard(IBudgetCounters counters, LoopGrace grace, ToolLoops toolLoops, ILogger<BudgetGuard> logger)
{
    /// <summary>Reserves; returns why not, or null. <paramref name="reservation"/> is null when no budget is for this attempt.</summary>
    /// <param name="ceiling">The most the attempt can cost; null when its price is unknown (invariant I6).</param>
    public GatewayError? Refuse(Exchange exchange, PlannedStep step, Usd? ceiling, out BudgetReservation? reservation)
    {
        reservation = null;
        if (exchange.Snapshot.Options.Budgets.Count == 0)
        {
            return null;
        }

        var holds = HoldsOf(exchange, step, ceiling, out var unpriced);
        if (unpriced is not null || holds.Count == 0)
        {
            return unpriced;
        }

        if (!counters.TryReserve(holds.ToArray(), out reservation, out var refusal) && !TryGrace(exchange, holds, out reservation))
        {
            return Refusal(exchange, refusal);
        }

        if (exchange.Client is null)
        {
            // Later attempts race with the pings of a stream, which send the headers.
            Tell(exchange, holds);
        }

        return null;
    }

    /// <summary>Makes room for the first attempt where that takes time, so that reserving it takes none.</summary>
    public async ValueTask PrepareAsync(Exchange exchange, PlannedStep step)
    {
        // Without a price there is nothing to prepare; reserving says what that means.
        if (exchange.Snapshot.Options.Budgets.Count > 0 && AttemptPrice.CeilingOf(exchange, step) is { } ceiling)
        {
            await counters.PrepareAsync(HoldsOf(exchange, step, ceiling, out _), exchange.Aborted);
        }
    }

    /// <summary>Gives back what was reserved for an attempt that is not made after all.</summary>
    public void Release(Exchange exchange, BudgetReservation reservation)
    {
        counters.Release(reservation);
        if (ReferenceEquals(exchange.Grace, reservation))
        {
            exchange.Grace = null;
            grace.Forget(exchange.Outline.ToolResultIds);
        }
    }

    private List<BudgetHold> HoldsOf(Exchange exchange, PlannedStep step, Usd? ceiling, out GatewayError? unpriced)
    {
        unpriced = null;
        var budgets = exchange.Snapshot.Options.Budgets;
        var subject = exchange.Subject(step);
        var holds = new List<BudgetHold>(budgets.Count);
        foreach (var budget in budgets)
        {
            if (!budget.Match.Matches(subject))
            {
                continue;
            }

            if ((ceiling ?? budget.UnknownPrice) is not { } amount)
            {
                BudgetLog.PriceUnknown(logger, budget.Name, step.PricedModelId, budget.IsHard ? "refused" : "not counted");
                if (budget.IsHard)
                {
                    unpriced = Unpriced(exchange, budget, step);
                    return [];
                }

                continue;
            }

            if (ceiling is null)
            {
                BudgetLog.PriceUnknown(logger, budget.Name, step.PricedModelId, $"charged at unknownPriceUsd {amount}");
            }

            holds.Add(new BudgetHold(budget, TrafficParts.Of(budget.Each, subject), amount, MayOverdraw: false));
        }

        return holds;
    }

    private bool TryGrace(Exchange exchange, List<BudgetHold> holds, out BudgetReservation? reservation)
    {
        reservation = null;
        var outline = exchange.Outline;

        // Only a loop whose tool calls this process relayed: anyone can write a tool result with an id of his own.
        if (!outline.InToolLoop || toolLoops.RungOf(outline.ToolResultIds) is null || !(exchange.MayUseGraceAgain || !grace.IsUsed(outline.ToolResultIds)))
        {
            return false;
        }

        var overdrawn = new BudgetHold[holds.Count];
        for (var i = 0; i < overdrawn.Length; i++)
        {
            overdrawn[i] = holds[i] with { MayOverdraw = holds[i].Budget.GraceToolLoops };
        }

        if (!counters.TryReserve(overdrawn, out reservation, out _))
        {
            return false;
        }

        if (!exchange.MayUseGraceAgain && !grace.TryUse(outline.ToolResultIds))
        {
            counters.Release(reservation);
            reservation = null;
            return false;
        }

        exchange.Grace = reservation;
        BudgetLog.Grace(logger, exchange.RequestId);
        return true;
    }

    private void Tell(Exchange exchange, List<BudgetHold> holds)
    {
        StringBuilder? text = null;
        foreach (var hold in holds)
        {
            var state = counters.StateOf(hold.Budget, hold.Part);
            if (state.Percent >= BudgetPercent.Thresholds[0])
            {
                text = (text is null ? new StringBuilder() : text.Append(", ")).Append(CultureInfo.InvariantCulture, $"{state.DisplayName}={state.Percent}%");
            }
        }

        if (text is not null)
        {
            exchange.Http.Response.Headers[GatewayHeaders.Budget] = text.ToString();
        }
    }

    private static GatewayError Refusal(Exchange exchange, in BudgetRefusal refusal)
    {
        var state = refusal.State;
        if (state.Spent < state.Budget.Limit)
        {
            // Not used up: what is left is held at its worst case by calls under way, most of which will come back. To call that exhausted
            // would be a lie that no client retries.
            return new GatewayError(ErrorKind.RateLimited, refusal.IsUnknown ? UnknownText(state) : HeldText(state)) { RetryAfterSeconds = 1 };
        }

        var until = "it does not start again";
        if (state.Window.End is { } end)
        {
            var reset = end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            until = "it starts again at " + reset;
            SetHeader(exchange, GatewayHeaders.BudgetReset, reset);
        }

        SetHeader(exchange, GatewayHeaders.Budget, string.Create(CultureInfo.InvariantCulture, $"{state.DisplayName}={state.Percent}%"));
        var held = state.Reserved == Usd.Zero ? "" : $" and ${state.Reserved} held by calls under way";
        return Error(exchange, $"budget '{state.DisplayName}' of ${state.Budget.Limit}{PeriodText(state.Budget)} is used up (${state.Spent} spent{held}); {until}, or its owner raises it");
    }

    private static string HeldText(in BudgetState state) =>
        $"what is left of budget '{state.DisplayName}' (${state.Spent} of ${state.Budget.Limit} spent) is held by calls under way at their worst case (${state.Reserved}); try again when one has ended, or lower max_tokens";

    private static string UnknownText(in BudgetState state) =>
        $"budget '{state.DisplayName}' (${state.Spent} of ${state.Budget.Limit} spent) is shared with other gateways, and they or their database did not answer in time; try again";

    private static GatewayError Unpriced(Exchange exchange, Budget budget, PlannedStep step) => Error(
        exchange,
        $"the price of {step.PricedModelId} is not known, so budget '{budget.Name}' cannot be kept; use a priced model, or set unknownPriceUsd of this budget");

    private static GatewayError Error(Exchange exchange, string message)
    {
        SetHeader(exchange, "x-should-retry", "false");
        return new GatewayError(ErrorKind.BudgetExhausted, message) { ShouldRetry = false, Status = exchange.Snapshot.Options.BudgetStatus };
    }

    private static void SetHeader(Exchange exchange, string name, string value)
    {
        if (exchange.Client is null)
        {
            exchange.Http.Response.Headers[name] = value;
        }
    }

    private static string PeriodText(Budget budget) => budget.Per switch
    {
        BudgetPeriod.Day => " per day",
        BudgetPeriod.Week => " per week",
        BudgetPeriod.Month => " per month",
        _ => "",
    };
}
