using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.Gates.Scoring;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>Step 8. Holds an answer against the gates of its request, and charges what they spend on asking others to the request.</summary>
public sealed class Gatekeeper(RequestSchemas schemas, SideCalls calls, AnswerScores scores)
{
    /// <summary>How long a stream of this request is held.</summary>
    /// <param name="hasNext">There is a rung left to ask.</param>
    public HoldUntil HoldOf(Exchange exchange, bool hasNext)
    {
        var policy = exchange.Class.Policy;
        // Where the whole of a refused answer is still of use, to be repaired or for want of a better one within a limit, it is read to its end.
        var mayBeNeeded = policy is { Repairs: true } || exchange is not { MaxLatency: null, MaxCost: null };
        return new HoldUntil(schemas.GatesOf(exchange).Watch(), policy?.HoldBack, hasNext && !mayBeNeeded && policy?.EarlyRefusal != EarlyRefusal.Off);
    }

    /// <summary>Never throws for any answer; being cancelled does.</summary>
    public async ValueTask<GateVerdict> JudgeAsync(Exchange exchange, Attempt attempt, Answer answer)
    {
        var gates = schemas.GatesOf(exchange);
        var request = schemas.RequestOf(exchange);
        var scoring = scores.Begin(exchange, attempt);
        using var input = new GateInput(answer, request, scoring);
        try
        {
            return gates.AsksOthers ? await AskAsync(exchange, attempt, gates, request, input) : gates.Evaluate(input);
        }
        finally
        {
            exchange.Scored = scoring?.Kept;
        }
    }

    private async ValueTask<GateVerdict> AskAsync(Exchange exchange, Attempt attempt, GateSet gates, GateRequest request, GateInput input)
    {
        var asking = new GateCalls(SideRequest.Of(exchange), attempt.Step, request, calls, LeftOf(exchange, attempt));
        // Whoever is asked takes time that is not the gateway's own.
        exchange.BeginUpstreamWait();
        try
        {
            return await gates.EvaluateAsync(input, asking, exchange.Working);
        }
        finally
        {
            exchange.EndUpstreamWait();
            exchange.Charge(asking.Spent);
        }
    }

    /// <summary>Judges an answer off the client's path.</summary>
    /// <param name="mayCost">The most that asking others may cost.</param>
    public async ValueTask<(GateVerdict Verdict, SideCost Spent)> JudgeAsync(
        SideRequest request, Routing.PlannedStep step, Answer answer, Usd mayCost, CancellationToken cancellation)
    {
        var gates = schemas.GatesOf(request);
        var gated = schemas.RequestOf(request);
        using var input = new GateInput(answer, gated);
        if (!gates.AsksOthers)
        {
            return (gates.Evaluate(input), SideCost.None);
        }

        var asking = new GateCalls(request, step, gated, calls, mayCost);
        var verdict = await gates.EvaluateAsync(input, asking, cancellation);
        return (verdict, asking.Spent);
    }

    /// <summary>What the client's own limit leaves beside the answer that is judged; null when it set none.</summary>
    private static Usd? LeftOf(Exchange exchange, Attempt attempt) =>
        exchange.MaxCost is { } limit ? limit - exchange.CostAtMost - (attempt.Ceiling ?? Usd.Zero) : null;
}
