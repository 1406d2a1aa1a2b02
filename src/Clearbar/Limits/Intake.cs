using Clearbar.Budgets;
using Clearbar.Quotas;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Limits;

/// <summary>
/// The end of step 4, where a request may wait or be turned away before anything is reserved: the owner's rate limits, and its turn in the
/// provider's
/// quota. A refusal here is a throttle (429 with <c>retry-after</c>), never a budget (invariant I11).
/// </summary>
public sealed class Intake(RateLimiter limiter, QuotaBook quotas, BudgetGuard budgets, IRateLeases? leases = null)
{
    /// <summary>Why the request is turned away, or null.</summary>
    public async ValueTask<GatewayError?> AdmitAsync(Exchange exchange)
    {
        if (exchange.Snapshot.Options.RateLimits.Count > 0 && await EnterAsync(exchange, Reservations.PromptEstimate(exchange.Outline)) is { } tooFast)
        {
            return tooFast;
        }

        if (FirstCall(exchange.Plan) is not { } step)
        {
            return null;
        }

        await budgets.PrepareAsync(exchange, step);
        // Nobody waits at one deployment while another that may stand in for it has room.
        var patience = HasRoomElsewhere(exchange.Outline, step) ? TimeSpan.Zero : QuotaBook.Patience;
        if (quotas.TryTake(exchange.Outline, step, patience, out var ticket, out _) && ticket is not null)
        {
            // What cannot be had in time is not refused here: the next step may know another deployment that has room.
            exchange.Ticket = ticket;
            if (ticket.Wait > TimeSpan.Zero)
            {
                await WaitAsync(exchange, ticket.Wait);
            }
        }

        return null;
    }

    /// <summary>
    /// Why a request that only counts tokens is turned away, or null: a request and a place like any other, but it uses no tokens, and the provider
    /// counts it against a quota of its own.
    /// </summary>
    public async ValueTask<GatewayError?> AdmitCountAsync(Exchange exchange) =>
        exchange.Snapshot.Options.RateLimits.Count > 0 ? await EnterAsync(exchange, estimate: 0) : null;

    /// <summary>A throttle in the caller's terms.</summary>
    public static GatewayError Throttle(string reason, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(Math.Min(wait.TotalSeconds, 86_400)));
        return new GatewayError(ErrorKind.RateLimited, $"{reason}; try again in {seconds} s") { RetryAfterSeconds = seconds };
    }

    private async ValueTask<GatewayError?> EnterAsync(Exchange exchange, long estimate)
    {
        if (leases is not null)
        {
            await leases.PrepareAsync(exchange.Snapshot.Options.RateLimits, exchange.Subject(null), estimate, exchange.Aborted);
        }

        if (!limiter.TryEnter(exchange.Snapshot.Options.RateLimits, exchange.Subject(null), estimate, out var pass, out var refusal))
        {
            return Throttle($"rate limit '{refusal.Limit}' allows {refusal.What}", refusal.Wait);
        }

        exchange.Pass = pass;
        return null;
    }

    private bool HasRoomElsewhere(RequestOutline outline, PlannedStep step)
    {
        if (step.Deployment!.Quotas is null)
        {
            // Nobody waits here at all.
            return false;
        }

        foreach (var candidate in step.Candidates)
        {
            if (candidate.Deployment != step.Deployment && quotas.CanAdmit(outline, candidate))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A plan that begins with rung 0 may never call anybody; its first call then takes its turn without waiting.</summary>
    private static PlannedStep? FirstCall(Plan plan) => plan.Steps[0].IsLocal ? null : plan.Steps[0];

    private static async Task WaitAsync(Exchange exchange, TimeSpan wait)
    {
        exchange.BeginUpstreamWait();
        try
        {
            await Task.Delay(wait, exchange.Clock, exchange.Aborted);
        }
        finally
        {
            exchange.EndUpstreamWait();
        }
    }
}
