using Clearbar.Budgets;
using Clearbar.Classes;
using Clearbar.Gates;
using Clearbar.Keys.Policies;
using Clearbar.Ledger;
using Clearbar.Limits;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Requests.Repairs;
using Clearbar.Routing;
using Clearbar.Routing.Foresights;
using Clearbar.Routing.Sessions;
using Clearbar.Upstreams;
using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

/// <summary>
/// The journey of a request, start to end. Each step is a named collaborator in its own folder; this file is the order they come in.
/// </summary>
/// <remarks>
/// <code>
///  client ──► 1 Parse ──► 2 Authenticate ──► 3 Classify ──► 4 Plan
///                                                             │
///             ┌───────────────────────────────────────────────┘
///             ▼
///        rung 0 answers? ── yes ─────────────────────────────────┐
///             │ no                                               │
///             ▼                                                  ▼
///        5 Reserve ──► 6 Open ──► 7 Attempt ──► 8 Gate ──► 9 Relay + 10 Settle ──► client
///             ▲                        │          │
///             ├── 10 Settle ◄── error: next candidate
///             └── 10 Settle ◄── not passed: the same rung once more, to repair it, or the next one
/// </code>
/// <list type="number">
/// <item>Parse: read the body once; bytes are kept, an outline is made (<see cref="RequestBody"/>, <see cref="WireDialect"/>).</item>
/// <item>Authenticate: find the caller before the body is read, and hold a signed body against its hash (<see cref="Admission"/>).</item>
/// <item>Classify: header, match or fingerprint (<see cref="Classifier"/>).</item>
/// <item>Plan: ladder, deployments, delivery (<see cref="Planner"/>), the rung a conversation is on (<see cref="SessionPins"/>), rungs
/// not worth asking (<see cref="ClimbForesight"/>), whether the caller may call what is planned (<see cref="AccessCheck"/>),
/// and at what pace (<see cref="Intake"/>).</item>
/// <item>Reserve: the worst case in money (<see cref="Reservations"/>).</item>
/// <item>Open the ledger entry: durable before the first byte leaves (<see cref="Settlement"/>).</item>
/// <item>Attempt: send the bytes with the declared edits; after an error, on the next deployment of the rung from 5 on
/// (<see cref="FailOver"/>).</item>
/// <item>Gate the answer (<see cref="Gatekeeper"/>); what does not pass is repaired by its rung (<see cref="RepairRule"/>) or climbs to the next one, and
/// goes back to 5. A stream that cannot pass any more climbs before its end, and is read on beside the request (<see cref="RefusedStreams"/>); one that can
/// only pass is relayed from there on.</item>
/// <item>Relay the accepted answer in the client's dialect (<see cref="AnswerRelay"/>).</item>
/// <item>Settle with the provider's own usage, before the client sees the last byte (<see cref="Settlement"/>).</item>
/// </list>
/// Failing over (errors) and escalating (quality) are different things and never mixed: an upstream's error stays on its rung, a failed
/// gate climbs.
/// </remarks>
public sealed class Journey(
    Admission admission,
    Classifier classifier,
    Planner planner,
    SessionPins sessions,
    ClimbForesight foresight,
    Intake intake,
    AttemptFactory attempts,
    FailOver failOver,
    Escalation escalation,
    Gatekeeper gatekeeper,
    Settlement settlement,
    LocalLearning learning,
    AnswerHolder holder,
    RefusedStreams refused,
    AnswerRelay relay,
    ILogger<Journey> logger)
{
    /// <param name="pathModel">Model id from the URL where the dialect puts it there.</param>
    /// <param name="pathStream">Whether the URL asks for a stream, where the dialect says it there.</param>
    public async Task RunAsync(Exchange exchange, string? pathModel, bool? pathStream)
    {
        try
        {
            if (await PrepareAsync(exchange, pathModel, pathStream) is { } refusal)
            {
                await ErrorReply.WriteAsync(exchange, refusal);
                return;
            }

            await ClimbAsync(exchange);
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            // The client is gone: whatever was open has been settled on the way out, and there is nobody to tell.
        }
        catch (LedgerUnavailableException exception)
        {
            JourneyLog.LedgerUnavailable(logger, exchange.RequestId, exception);
            await ErrorReply.WriteAsync(exchange, new GatewayError(ErrorKind.Overloaded, "the gateway cannot record spending right now; try again later")
            {
                RetryAfterSeconds = 5,
            });
        }
    }

    /// <summary>Steps 1 to 4: nothing here leaves the process. Returns why the request is refused, or null.</summary>
    private async ValueTask<GatewayError?> PrepareAsync(Exchange exchange, string? pathModel, bool? pathStream)
    {
        var headers = exchange.Http.Request.Headers;
        var snapshot = exchange.Snapshot;

        // :: Step 2: Authenticate, and :: Step 1: Parse — in this order, see docs/decisions/0005.
        if (await admission.AdmitAsync(exchange) is { } stranger)
        {
            return stranger;
        }

        if (!exchange.Dialect.TryReadRequest(exchange.Body!.Span, pathModel, pathStream, out var outline, out var fault))
        {
            return Admission.Refusal(fault);
        }

        exchange.Outline = outline;
        if ((ApiVersion.Refuse(headers, outline) ?? RequestLimits.Read(exchange)) is { } wrongHeader)
        {
            return wrongHeader;
        }

        // :: Step 3: Classify
        if (!classifier.TryClassify(ClassQuery.Of(exchange), snapshot.Classes, out var decision, out var wrongClass))
        {
            return new GatewayError(ErrorKind.InvalidRequest, wrongClass!);
        }

        exchange.Class = decision.Policy is null && snapshot.Unnamed is { } unnamed ? decision with { Policy = unnamed } : decision;
        RequestLimits.Tighten(exchange);

        // :: Step 4: Plan
        var routeOff = string.Equals(headers[GatewayHeaders.Route], "off", StringComparison.OrdinalIgnoreCase);
        if (!planner.TryPlan(outline, exchange.Class, snapshot, routeOff, out var plan, out var unplannable))
        {
            return unplannable;
        }

        exchange.Plan = routeOff ? plan : foresight.Shorten(exchange, sessions.Keep(exchange, plan));
        exchange.Tried = exchange.Plan.Reference is null ? null : new List<TriedRung>(1);
        return AccessCheck.Refuse(exchange) ?? await intake.AdmitAsync(exchange);
    }

    /// <summary>Steps 5 to 10, once per rung until an answer is accepted.</summary>
    private async Task ClimbAsync(Exchange exchange)
    {
        var steps = exchange.Plan.Steps;
        var index = 0;
        if (steps[0].IsLocal)
        {
            exchange.Enter(steps[0].Rung);
            if (LocalAnswer.TryMake(exchange, learning) is { } local)
            {
                // :: Steps 10 and 9 of rung 0: nothing leaves the process, so nothing is reserved.
                settlement.AnsweredLocally(exchange, steps[0], local.Answer, local.Avoided);
                await AnswerRelay.LocalAsync(exchange, local.Answer);
                return;
            }

            index = 1;
        }

        // :: Step 5: Reserve
        if (!attempts.TryReserve(exchange, failOver.Choose(exchange, steps[index]), out var attempt, out var refusal))
        {
            await ErrorReply.WriteAsync(exchange, refusal);
            return;
        }

        if (exchange.Outline.Stream)
        {
            AnswerRelay.SetHeaders(exchange);
            exchange.Client = new ClientStream(exchange);
        }

        try
        {
            exchange.Enter(attempt.Step.Rung);
            while (await TryRungAsync(exchange, attempt, index + 1 < steps.Count ? steps[index + 1] : null) is { } next)
            {
                (attempt, index) = (next, next.Repair is null ? index + 1 : index);
                exchange.EnterNext(next);
            }
        }
        finally
        {
            exchange.LetKeptGo();
        }
    }

    /// <summary>
    /// Steps 6 to 10 on one rung. Returns the reserved attempt that is made next, on the same rung or on <paramref name="nextStep"/>; null when the client
    /// has been answered.
    /// </summary>
    private async Task<Attempt?> TryRungAsync(Exchange exchange, Attempt reserved, PlannedStep? nextStep)
    {
        // :: Steps 6 and 7: Open and Attempt; after an error also on the next candidate of the same rung.
        var sent = await failOver.SendAsync(exchange, reserved);
        try
        {
            if (sent.Error is null)
            {
                var next = await GateAndRelayAsync(exchange, sent, nextStep);
                failOver.Ended(exchange, sent.Attempt);
                return next;
            }

            if (exchange.Kept is not null)
            {
                return await WithoutAnswerAsync(exchange, sent.Attempt, nextStep);
            }

            await RelayFailureAsync(exchange, sent);
            return null;
        }
        finally
        {
            if (exchange.Kept?.Sent != sent)
            {
                sent.Dispose();
            }
        }
    }

    /// <summary>Steps 8 to 10 of an answer that has begun.</summary>
    private async Task<Attempt?> GateAndRelayAsync(Exchange exchange, SentAttempt sent, PlannedStep? nextStep)
    {
        var (attempt, reply) = (sent.Attempt, sent.Reply!);
        if (!exchange.Plan.HoldsAnswers)
        {
            // :: Steps 9 and 10: relayed as it comes, settled before the last byte.
            await relay.PassAsync(exchange, attempt, reply);
            return null;
        }

        if (exchange.Outline.Stream)
        {
            return await GateStreamAsync(exchange, sent, nextStep);
        }

        // :: Step 8: Gate
        var held = await holder.HoldAsync(exchange, attempt, reply);
        return await GateHeldAsync(exchange, sent, held, nextStep);
    }

    /// <summary>A stream is held only as long as its gates need: until it has ended, cannot pass any more, or may reach the client.</summary>
    private async Task<Attempt?> GateStreamAsync(Exchange exchange, SentAttempt sent, PlannedStep? nextStep)
    {
        var (attempt, reply) = (sent.Attempt, sent.Reply!);
        var stream = AnswerHolder.Begin(attempt, reply, gatekeeper.HoldOf(exchange, hasNext: nextStep is not null));
        var isOurs = true;
        try
        {
            // :: Step 8: Gate
            var held = await holder.HoldAsync(exchange, attempt, reply, stream);
            if (stream.State == HoldState.Refused)
            {
                if (escalation.TryGoOnEarly(exchange, attempt, nextStep) is { } next)
                {
                    foresight.Learn(exchange, attempt.Step, passed: false, Reservations.OutputEstimate(stream.Reader.TextLength));
                    isOurs = false;
                    // :: Step 10 comes when what is left of it has been read, beside the request.
                    await refused.TakeAsync(exchange, sent, stream);
                    return next;
                }

                stream.HoldToEnd();
                held = await holder.HoldAsync(exchange, attempt, reply, stream);
            }

            if (held is not null)
            {
                return await GateHeldAsync(exchange, sent, held, nextStep);
            }

            // :: Steps 9 and 10: the rest is relayed as it comes, settled before the last byte; a late failure is only told.
            exchange.LetKeptGo();
            await relay.GoOnAsync(exchange, attempt, reply, stream, async answer => (await JudgeAsync(exchange, attempt, reply, answer))?.Reason);
            return null;
        }
        finally
        {
            if (isOurs)
            {
                stream.Dispose();
            }
        }
    }

    /// <summary>Steps 8 to 10 of an answer that is whole, or will not become so. Owns <paramref name="held"/>.</summary>
    private async Task<Attempt?> GateHeldAsync(Exchange exchange, SentAttempt sent, HeldAnswer held, PlannedStep? nextStep)
    {
        var (attempt, reply) = (sent.Attempt, sent.Reply!);
        sent.Answer = held.Answer;
        try
        {
            if (held.Error is not null && exchange.Kept is not null)
            {
                relay.SettleBroken(exchange, attempt, reply, held);
                return await WithoutAnswerAsync(exchange, attempt, nextStep);
            }

            exchange.LetKeptGo();
            var verdict = held.Error is null ? await JudgeAsync(exchange, attempt, reply, held.Answer!) : null;
            if (verdict is { } refusal && escalation.TryGoOn(exchange, attempt, held.Answer!, refusal, nextStep) is { } next)
            {
                exchange.Kept = new KeptAnswer(settlement, exchange, sent, held, refusal.Reason);
                if (next.Repair is null && exchange is { MaxLatency: null, MaxCost: null })
                {
                    // Nobody has set a limit within which any answer is better than an error.
                    exchange.LetKeptGo();
                }

                return next;
            }

            // :: Steps 10 and 9: settle, then relay.
            await relay.ReleaseAsync(exchange, attempt, reply, held, verdict?.Reason);
            return null;
        }
        finally
        {
            if (exchange.Kept?.Held != held)
            {
                held.Dispose();
            }
        }
    }

    /// <summary>No answer came of what was asked for a better one, which is settled: the next rung is asked, or the answer that was kept is relayed.</summary>
    private async Task<Attempt?> WithoutAnswerAsync(Exchange exchange, Attempt failed, PlannedStep? nextStep)
    {
        if (escalation.TryGoOnWithout(exchange, failed, nextStep) is { } next)
        {
            return next;
        }

        var kept = exchange.Kept!;
        await relay.ReleaseAsync(exchange, kept.Attempt, kept.Reply, kept.Held, kept.Verdict);
        return null;
    }

    /// <summary>Why the answer does not pass (or nobody can say), or null. Unsure is not good enough: the next rung is asked.</summary>
    private async ValueTask<GateVerdict?> JudgeAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, Answer answer)
    {
        if (answer.StopReason == StopReason.Refusal && exchange.Class.Policy is not { EscalatesRefusals: true })
        {
            // A refusal is the model's answer: the next one is not asked until somebody says yes, unless the owner wants that.
            return null;
        }

        try
        {
            var verdict = await gatekeeper.JudgeAsync(exchange, attempt, answer);
            if (attempt.Repair is null)
            {
                // What a rung does when it is told its fault says nothing of what it does by itself.
                foresight.Learn(exchange, attempt.Step, verdict.Passed, answer.Usage.Output);
            }

            return verdict.Passed ? null : verdict;
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            // It left while somebody was asked about its answer, which is whole and paid for.
            settlement.ClientGone(exchange, attempt, reply, answer);
            throw;
        }
    }

    /// <summary>Tells the client of the last try: in the upstream's own words where it had any.</summary>
    private static ValueTask RelayFailureAsync(Exchange exchange, SentAttempt sent) => sent.Reply is { } reply
        ? new ValueTask(AnswerRelay.RefusalAsync(exchange, sent.Attempt, reply, sent.RefusalBody!, sent.Error!))
        : ErrorReply.WriteAsync(exchange, sent.Error!);
}
