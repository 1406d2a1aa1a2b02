using Clearbar.Gates;
using Clearbar.Pricing;
using Clearbar.Requests.Repairs;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// Step 5 after an answer that did not pass: its own rung once more, to repair it, or the next one. Whatever is asked is reserved; null says that there
/// is nothing to ask, and the answer there is must do.
/// </summary>
public sealed class Escalation(AttemptFactory attempts, FailOver failOver)
{
    /// <summary>
    /// An answer is only given up when a better one can be paid for, while this one still counts in full; while there is time; and when somebody still
    /// waits for it.
    /// </summary>
    public Attempt? TryGoOn(Exchange exchange, Attempt refused, Answer answer, in GateVerdict verdict, PlannedStep? nextStep)
    {
        if (exchange.Aborted.IsCancellationRequested || !exchange.HasTime())
        {
            return null;
        }

        exchange.Repair = RepairRule.Find(exchange, refused, answer, verdict, nextStep);
        // On the very deployment that answered: there the prompt is cached.
        return exchange.Repair is not null && attempts.TryReserve(exchange, refused.Step, refused.Ceiling, out var repair)
            ? repair
            : TryClimb(exchange, nextStep, refused.Ceiling);
    }

    /// <summary>After a call that brought no answer while an earlier one is kept: only a repair that failed leaves the next rung to be asked.</summary>
    public Attempt? TryGoOnWithout(Exchange exchange, Attempt failed, PlannedStep? nextStep) =>
        failed.Repair is not null && !exchange.Aborted.IsCancellationRequested && exchange.HasTime() ? TryClimb(exchange, nextStep, Usd.Zero) : null;

    private Attempt? TryClimb(Exchange exchange, PlannedStep? nextStep, Usd? alreadyHeld)
    {
        exchange.Repair = null;
        return nextStep is not null && attempts.TryReserve(exchange, failOver.Choose(exchange, nextStep), alreadyHeld, out var next) ? next : null;
    }
}
