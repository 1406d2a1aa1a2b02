using Clearbar.Certificates.Online;
using Clearbar.Outcomes;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Shadows;

/// <summary>
/// Looks at every answer of a class that learns: tells the policy book what can be seen of it, and puts a sample of the requests into the queue of
/// shadows. Which ones are chosen hangs on the request's id alone, so that nothing an answer says can bias what is learned.
/// </summary>
public sealed class ShadowSampler(LearnedPolicies learned, ShadowShare share, ShadowQueue queue, RecentRequests recent) : IAnswerWitness
{
    public void Accepted(Exchange exchange, Attempt attempt, Answer answer, string? verdict)
    {
        if (exchange.Tried is not { } tried
            || exchange.Plan.Reference is not { } reference
            || exchange.Class.Policy?.Learning is not { } learning
            || !exchange.Snapshot.Catalog.TryResolve(reference, out var model, out _))
        {
            return;
        }

        var candidates = CandidatesOf(learning.RungsBelow(model.Family));
        if (candidates.Count == 0 || !learned.Open(exchange, model, candidates))
        {
            return;
        }

        recent.Remember(
            exchange.RequestId, new RecentRequest(exchange.Caller.KeyId, exchange.Class.Name, reference, exchange.Plan.CertificateId));
        Observe(exchange, reference, answer);
        share.Count(exchange.Class.Name, reference, exchange.CostAtMost);
        if (!exchange.Outline.InToolLoop
            && share.Samples(exchange.Class.Name, reference, exchange.RequestId)
            && queue.HasRoomFor(exchange.Body!.Length))
        {
            queue.Add(new ShadowJob(SideRequest.Of(exchange), learning, model, candidates, tried));
        }
    }

    private static List<Rung> CandidatesOf(IEnumerable<Rung> below)
    {
        var rungs = new List<Rung>(2);
        rungs.AddRange(below);
        return rungs;
    }

    private void Observe(Exchange exchange, string reference, Answer answer)
    {
        if (exchange.Plan.CertificateId is not { } certificate)
        {
            return;
        }

        learned.Book.Observe(new ServedObservation
        {
            Class = exchange.Class.Name,
            Reference = reference,
            CertificateId = certificate,
            GateFailed = exchange.Plan.Gates.IsEmpty ? null : exchange.Escalations > 0,
            OddStop = answer.StopReason is StopReason.Refusal or StopReason.MaxTokens or StopReason.GuardrailIntervened or StopReason.Malformed,
            LengthRatio = share.LengthRatioOf(exchange.Class.Name, reference, answer.Usage.Output),
        });
    }
}
