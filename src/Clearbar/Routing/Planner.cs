using System.Diagnostics.CodeAnalysis;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Upstreams.Bedrock;
using Clearbar.Wire;

namespace Clearbar.Routing;

/// <summary>
/// Step 4. Turns an outline and a class into a <see cref="Plan"/>. Without an owner's policy the model asked for is used, nothing cheaper (invariant I8).
/// Pure: no clock, no I/O; the only state it reads is the memory of open tool loops and what is certified.
/// </summary>
public sealed class Planner(ToolLoops toolLoops, ICertifiedPolicies certified)
{
    /// <param name="routeOff">The client sent <c>x-clearbar-route: off</c>: the model asked for, whatever the policy.</param>
    public bool TryPlan(
        RequestOutline outline,
        ClassDecision classDecision,
        GatewaySnapshot snapshot,
        bool routeOff,
        [NotNullWhen(true)] out Plan? plan,
        [NotNullWhen(false)] out GatewayError? error)
    {
        plan = null;
        if (!TryResolveAsked(outline.Model, snapshot, out var asked, out error))
        {
            return false;
        }

        if (outline.InToolLoop && toolLoops.RungOf(outline.ToolResultIds) is { } began && InDialect(began, outline.Dialect) is { } pinned)
        {
            // Invariant I8: a tool loop is finished by the model that began it.
            plan = Single(pinned with { IsAskedModel = ReferenceEquals(pinned.Model, asked.Model) }, "an open tool loop stays with the model that began it");
            return true;
        }

        if (routeOff || classDecision.Policy is not { } policy)
        {
            return TryPlanAsked(outline, asked, snapshot, routeOff ? "x-clearbar-route: off" : "no policy for this class", out plan, out error);
        }

        if (!policy.HasLadder)
        {
            return TryPlanLearned(outline, asked, classDecision.Name, policy, snapshot, out plan, out error);
        }

        if (outline.InToolLoop)
        {
            // The loop began before this process or under another policy: the reference rung can finish any of them.
            return TryPlanLadder(outline, asked, policy, snapshot, [policy.Reference], "an open tool loop of unknown origin goes to the reference rung", out plan, out error);
        }

        return TryPlanLadder(outline, asked, policy, snapshot, policy.Ladder, $"policy of class '{policy.Name}'", out plan, out error);
    }

    /// <summary>A rung as a step for this request, off its own plan; null when no deployment can serve it within its geography.</summary>
    public static PlannedStep? StepOf(Rung rung, RequestOutline outline, GatewaySnapshot snapshot) =>
        StepOf(rung, outline.Model, outline, snapshot);

    /// <summary>As above for a question of the gateway's own: it stays in the geography of the model the client asked for (invariant I4).</summary>
    /// <param name="askedModel">The model as the client named it.</param>
    public static PlannedStep? StepOf(Rung rung, string askedModel, RequestOutline outline, GatewaySnapshot snapshot) =>
        rung.Tier is { } tier
        && TryResolveAsked(askedModel, snapshot, out var asked, out _)
        && TryPlanStep(snapshot.TierModel(tier), rung.Name, rung.Thinking, asked, outline, snapshot, out var step, out _) ? step : null;

    /// <summary>The model asked for as a step; null when no deployment can serve it.</summary>
    public static PlannedStep? StepOfAsked(RequestOutline outline, GatewaySnapshot snapshot) =>
        TryResolveAsked(outline.Model, snapshot, out var asked, out _)
        && TryPlanStep(asked.Model, asked.Model.Family, false, asked, outline, snapshot, out var step, out _) ? step : null;

    /// <summary>
    /// A class whose owner lets it learn: the certified walk if there is one, else the model asked for. A tool loop of unknown origin stays with the
    /// model asked for: its certificate may have come in the middle of it (invariant I8).
    /// </summary>
    private bool TryPlanLearned(
        RequestOutline outline,
        AskedModel asked,
        string className,
        ClassPolicy policy,
        GatewaySnapshot snapshot,
        [NotNullWhen(true)] out Plan? plan,
        [NotNullWhen(false)] out GatewayError? error)
    {
        plan = null;
        if (!TryPlanStep(asked.Model, asked.Model.Family, false, asked, outline, snapshot, out var reference, out error))
        {
            return false;
        }

        if (policy.Learning is null || outline.InToolLoop || certified.WalkOf(className, asked.Model.Id) is not { } walk)
        {
            plan = Single(reference, "no certificate for a cheaper rung") with { Reference = policy.Learning is null ? null : asked.Model.Id };
            return true;
        }

        var steps = new List<PlannedStep>(walk.Rungs.Count + 1);
        foreach (var rung in walk.Rungs)
        {
            if ((rung.Thinking && outline.AsksForThinking)
                || !TryPlanStep(snapshot.TierModel(rung.Tier!.Value), rung.Name, rung.Thinking, asked, outline, snapshot, out var step, out _))
            {
                // What was certified cannot be walked from here: the model asked for it is.
                steps.Clear();
                break;
            }

            steps.Add(step);
        }

        var walks = steps.Count > 0;
        if (!walks || walk.EndsAtReference)
        {
            steps.Add(reference);
        }

        plan = new Plan
        {
            Steps = steps,
            Delivery = steps.Count > 1 ? Delivery.BufferAndCheck : Delivery.Commit,
            Gates = steps.Count > 1 ? policy.Gates : GateSet.Empty,
            ThinkingBudget = policy.ThinkingBudget,
            Reference = asked.Model.Id,
            CertificateId = walks ? walk.CertificateId : null,
            Because = walks ? walk.Because : "what is certified cannot be reached from here",
        };
        return true;
    }

    /// <summary>
    /// The step as a client of another dialect than the one that began the loop takes it; null when its deployment cannot be reached from there.
    /// </summary>
    private static PlannedStep? InDialect(PlannedStep step, Dialect client)
    {
        if (step.Deployment is not { } deployment || deployment.DialectFor(client) is not { } dialect)
        {
            return null;
        }

        if (step.Dialect == dialect && step.Candidates.All(candidate => candidate.Deployment!.DialectFor(client) == candidate.Dialect))
        {
            return step;
        }

        var candidates = new List<PlannedStep>(step.Candidates.Count);
        foreach (var candidate in step.Candidates)
        {
            if (candidate.Deployment!.DialectFor(client) is { } spoken)
            {
                candidates.Add(Spoken(candidate, spoken) with { Candidates = candidates });
            }
        }

        return Spoken(step, dialect) with { Candidates = candidates };
    }

    private static PlannedStep Spoken(PlannedStep step, Dialect dialect) =>
        step with { Dialect = dialect, WireModelId = step.Deployment!.WireIdOf(step.Model!, step.PricedModelId, dialect) };

    private static bool TryResolveAsked(
        string name, GatewaySnapshot snapshot, [NotNullWhen(true)] out AskedModel? asked, [NotNullWhen(false)] out GatewayError? error)
    {
        error = null;
        if (name is "auto")
        {
            // The middle tier is the default of the field: what an application would have named.
            asked = new AskedModel(snapshot.TierModel(Tier.Sonnet), Scope.None, null);
            return true;
        }

        if (Rung.TryParse(name, out var rung) && rung is { Tier: { } tier, Thinking: false })
        {
            asked = new AskedModel(snapshot.TierModel(tier), Scope.None, null);
            return true;
        }

        if (snapshot.LocalModel(name) is { } local)
        {
            asked = new AskedModel(local, Scope.None, null);
            return true;
        }

        if (snapshot.Catalog.TryResolve(name, out var model, out var resolution))
        {
            asked = new AskedModel(model, resolution.Scope, resolution.Geo)
            {
                ProfileArn = name.Contains(":application-inference-profile/", StringComparison.Ordinal) ? name : null,
            };
            return true;
        }

        asked = null;
        error = new GatewayError(
            ErrorKind.NotFound,
            $"model '{Shorten(name)}' is not known here; use a Claude model id, an inference-profile id or ARN, haiku, sonnet, opus or auto");
        return false;
    }

    private static bool TryPlanAsked(
        RequestOutline outline, AskedModel asked, GatewaySnapshot snapshot, string because, out Plan? plan, [NotNullWhen(false)] out GatewayError? error)
    {
        plan = null;
        if (!TryPlanStep(asked.Model, asked.Model.Family, false, asked, outline, snapshot, out var step, out error))
        {
            return false;
        }

        plan = Single(step, because);
        return true;
    }

    private static bool TryPlanLadder(
        RequestOutline outline,
        AskedModel asked,
        ClassPolicy policy,
        GatewaySnapshot snapshot,
        IReadOnlyList<Rung> ladder,
        string because,
        [NotNullWhen(true)] out Plan? plan,
        [NotNullWhen(false)] out GatewayError? error)
    {
        plan = null;
        error = null;
        var steps = new List<PlannedStep>(ladder.Count);
        foreach (var rung in ladder)
        {
            if (rung.Tier is not { } tier)
            {
                steps.Add(new PlannedStep { Rung = rung.Name });
                continue;
            }

            if (rung.Thinking && outline.AsksForThinking)
            {
                // The client thinks already: this rung would be the same call twice.
                continue;
            }

            if (!TryPlanStep(snapshot.TierModel(tier), rung.Name, rung.Thinking, asked, outline, snapshot, out var step, out error))
            {
                return false;
            }

            steps.Add(step);
        }

        plan = new Plan
        {
            Steps = steps,
            Delivery = policy.Delivery,
            Gates = policy.Gates,
            ThinkingBudget = policy.ThinkingBudget,
            Because = because,
        };
        return true;
    }

    /// <summary>
    /// Finds the deployments that have this model: the first, and those that may stand in for it. Those that speak the client's dialect come first,
    /// then those that can be reached by a crossing; within each the owner's order holds.
    /// </summary>
    private static bool TryPlanStep(
        Model model,
        string rung,
        bool thinking,
        AskedModel asked,
        RequestOutline outline,
        GatewaySnapshot snapshot,
        [NotNullWhen(true)] out PlannedStep? step,
        [NotNullWhen(false)] out GatewayError? error)
    {
        var candidates = new List<PlannedStep>(1);
        Residency wall = default;
        foreach (var crosses in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var deployment in snapshot.Options.Deployments)
            {
                if (deployment.DialectFor(outline.Dialect) is not { } dialect || dialect != outline.Dialect != crosses
                    || StepAt(deployment, dialect, model, asked, out var residency) is not { } found)
                {
                    continue;
                }

                wall = candidates.Count == 0 ? residency : wall;
                if (wall.Contains(residency))
                {
                    candidates.Add(found with { Rung = rung, Thinking = thinking, Candidates = candidates });
                }
            }
        }

        step = candidates.Count == 0 ? null : candidates[0];
        error = step is not null ? null : new GatewayError(
            ErrorKind.NotFound,
            $"no deployment serves {model.Id} to clients of the {outline.Dialect} dialect{(asked.Scope == Scope.None ? "" : $" with scope {asked.Scope}")}; add one under 'deployments'");
        return step is not null;
    }

    /// <summary>The model at one deployment; null when it is not served there, or not within the geography asked for.</summary>
    private static PlannedStep? StepAt(Deployment deployment, Dialect dialect, Model model, AskedModel asked, out Residency residency)
    {
        // A client that names a profile (us., eu., global.) has chosen its geography: another model keeps it (invariant I4).
        var (scope, geo) = asked.Scope == Scope.None ? (deployment.Scope, deployment.Geo) : (asked.Scope, asked.Geo);
        residency = Residency.Of(deployment, scope, geo);
        if (!KeepsGeography(deployment, asked.Scope)
            || deployment.PricedIdOf(model, scope, geo) is not { } pricedId
            || (deployment.Region is { } region && !BedrockRegions.CanCall(region, scope, geo)))
        {
            return null;
        }

        var profile = ReferenceEquals(model, asked.Model) && deployment.Surface == Surface.Bedrock ? asked.ProfileArn : null;
        if (profile is not null && InferenceProfiles.RegionOf(profile) != deployment.Region)
        {
            return null;
        }

        return new PlannedStep
        {
            Rung = "",
            Model = model,
            Deployment = deployment,
            Dialect = dialect,
            WireModelId = profile ?? deployment.WireIdOf(model, pricedId, dialect),
            PricedModelId = pricedId,
            IsAskedModel = ReferenceEquals(model, asked.Model),
        };
    }

    /// <summary>
    /// False where a geography the client chose by its model's name would be left: only Bedrock's endpoints are tied to places (invariant I4).
    /// </summary>
    private static bool KeepsGeography(Deployment deployment, Scope asked) =>
        asked is Scope.None or Scope.Global || deployment.PricedAs is Surface.Bedrock or Surface.BedrockMantle;

    private static Plan Single(PlannedStep step, string because) =>
        new() { Steps = [step], Delivery = Delivery.Commit, Gates = GateSet.Empty, Because = because };

    private static string Shorten(string name) => name.Length <= 80 ? name : name[..80] + "…";
}
