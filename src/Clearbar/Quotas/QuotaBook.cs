using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Clearbar.Budgets;
using Clearbar.Replicas;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Quotas;

/// <summary>
/// The providers' quotas, as far as the owner has told them: foresees a throttle before the provider says it, so that traffic is smoothed
/// or spread
/// instead of refused upstream.
/// </summary>
/// <param name="clock">Fills what the provider fills.</param>
/// <param name="census">Replicas call under the same quotas: each takes its part of them, evenly. Null: this process is alone.</param>
public sealed class QuotaBook(TimeProvider clock, ReplicaCensus? census = null)
{
    /// <summary>The longest a request waits for its turn: shorter than any client's patience, long enough to level a burst.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string Deployment, string Model), QuotaMeter> _meters = new();

    /// <summary>Whether a call of this size would be let in now. For planners: nothing is taken.</summary>
    /// <param name="promptTokens">Estimate of the prompt's tokens.</param>
    /// <param name="maxTokens">The request's output limit.</param>
    public bool CanAdmit(Deployment deployment, Model model, long promptTokens, long maxTokens) =>
        MeterOf(deployment, model) is not { } meter
        || meter.WaitFor(QuotaFormula.Of(deployment, model).Reserve(promptTokens, maxTokens)) <= TimeSpan.Zero;

    /// <summary>Whether this request would be let in now at a step of its plan; nothing is taken.</summary>
    public bool CanAdmit(RequestOutline outline, PlannedStep step) => CanAdmit(
        step.Deployment!, step.Model!, Reservations.PromptEstimate(outline), outline.MaxTokens ?? step.Model!.Capabilities.MaxOutputTokens ?? 0);

    /// <summary>Takes what the step needs; false with the time to wait when it is not there within <paramref name="patience"/>.</summary>
    /// <param name="ticket">Null when there is no quota to watch.</param>
    public bool TryTake(RequestOutline outline, PlannedStep step, TimeSpan patience, out QuotaTicket? ticket, out TimeSpan wait)
    {
        ticket = null;
        wait = TimeSpan.Zero;
        if (MeterOf(step.Deployment!, step.Model!) is not { } meter)
        {
            return true;
        }

        var formula = QuotaFormula.Of(step.Deployment!, step.Model);
        var maxTokens = outline.MaxTokens ?? step.Model!.Capabilities.MaxOutputTokens ?? 0;
        var needed = formula.Reserve(Reservations.PromptEstimate(outline), maxTokens);
        if (!meter.TryTake(needed, patience, out wait))
        {
            return false;
        }

        ticket = new QuotaTicket(meter, formula, needed, step, wait);
        return true;
    }

    private QuotaMeter? MeterOf(Deployment deployment, Model model)
    {
        if (deployment.Quotas?.Of(model.Id) is not { } quota)
        {
            return null;
        }

        var name = (deployment.Name, model.Id);
        var replicas = census?.Live ?? 1;
        var meter = _meters.GetOrAdd(name, static (_, made) => new QuotaMeter(made.quota, made.replicas, made.clock), (quota, replicas, clock));
        if (meter.Quota != quota)
        {
            // The owner has changed the figures; what is under way settles with the old meter.
            meter = new QuotaMeter(quota, replicas, clock);
            _meters[name] = meter;
        }
        else if (meter.Replicas != replicas)
        {
            meter = meter.DividedBy(replicas);
            _meters[name] = meter;
        }

        return meter;
    }
}
