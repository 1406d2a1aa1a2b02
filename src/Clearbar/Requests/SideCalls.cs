using Clearbar.Keys.Policies;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// Extra calls the gateway makes for itself: shadows, further samples, judges. They take the same way as a client's request from step 5 on: reserved
/// in the same budgets, on the ledger before they are sent, retried by the one retry layer, within the caller's policy and residency
/// (invariants I1, I4, I5, I11).
/// </summary>
public sealed class SideCalls(AttemptFactory attempts, FailOver failOver, AnswerHolder holder, Settlement settlement)
{
    /// <summary>Makes one call and reads its answer to the end. Errors of any kind are an answer that is null, never an exception, except that
    /// the ledger's unavailability and cancellation are thrown.</summary>
    /// <param name="purpose">What the ledger says of it: <see cref="EntryOutcome.Shadow"/>, <see cref="EntryOutcome.Sample"/> or <see cref="EntryOutcome.Judge"/>.</param>
    /// <param name="reason">For the ledger: what it was for, without a word of prompt or answer.</param>
    public async Task<SideAnswer> CallAsync(
        SideRequest request, PlannedStep step, EntryOutcome purpose, string reason, Usd? maxCost, CancellationToken cancellation)
    {
        await using var exchange = request.Open(step, maxCost, cancellation);
        if (!AccessCheck.Allows(exchange, step) || !attempts.TryReserve(exchange, failOver.Choose(exchange, step), out var attempt, out _))
        {
            return SideAnswer.None;
        }

        exchange.Enter(step.Rung);
        var answer = await SendAsync(exchange, attempt, purpose, reason);
        return new SideAnswer(answer, new SideCost(exchange.Cost, exchange.CostAtMost, exchange.CostIsKnown));
    }

    private async Task<Answer?> SendAsync(Exchange exchange, Attempt reserved, EntryOutcome purpose, string reason)
    {
        using var sent = await failOver.SendAsync(exchange, reserved);
        if (sent.Reply is not { } reply || sent.Error is not null)
        {
            return null;
        }

        using var held = await holder.HoldAsync(exchange, sent.Attempt, reply);
        if (held.Error is { } error)
        {
            settlement.Broken(exchange, sent.Attempt, reply, held.Answer, $"{reason}: {error.Kind}");
            failOver.Ended(exchange, sent.Attempt);
            return null;
        }

        settlement.SideCall(exchange, sent.Attempt, reply, held.Answer!, purpose, reason);
        failOver.Ended(exchange, sent.Attempt);
        return held.Answer;
    }
}
