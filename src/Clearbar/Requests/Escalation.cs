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
        if (!MayGoOn(exchange))
        {
            return null;
        }

        exchange.Repair = RepairRule.Find(exchange, refused, answer, verdict, nextStep);
        // On the very deployment that answered: there the prompt is cached.
        return exchange.Repair is not null && attempts.TryReserve(exchange, refused.Step, refused.Ceiling, out var repair)
            ? Counted(exchange, repair)
            : Counted(exchange, TryClimb(exchange, nextStep, refused.Ceiling));
    }

    /// <summary>As <see cref="TryGoOn"/>, for a stream that has not ended: there is no answer yet that could be repaired.</summary>
    public Attempt? TryGoOnEarly(Exchange exchange, Attempt refused, PlannedStep? nextStep) =>
        MayGoOn(exchange) ? Counted(exchange, TryClimb(exchange, nextStep, refused.Ceiling)) : null;

    /// <summary>After a call that brought no answer while an earlier one is kept: only a repair that failed leaves the next rung to be asked.</summary>
    public Attempt? TryGoOnWithout(Exchange exchange, Attempt failed, PlannedStep? nextStep) =>
        failed.Repair is not null && MayGoOn(exchange) ? TryClimb(exchange, nextStep, Usd.Zero) : null;

    private static bool MayGoOn(Exchange exchange) => !exchange.Aborted.IsCancellationRequested && exchange.HasTime();

    private static Attempt? Counted(Exchange exchange, Attempt? next)
    {
        exchange.Escalations += next is null ? 0 : 1;
        return next;
    }

    private Attempt? TryClimb(Exchange exchange, PlannedStep? nextStep, Usd? alreadyHeld)
    {
        exchange.Repair = null;
        return nextStep is not null && attempts.TryReserve(exchange, failOver.Choose(exchange, nextStep), alreadyHeld, out var next) ? next : null;
    }
}
