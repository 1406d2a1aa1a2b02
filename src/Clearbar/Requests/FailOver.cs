using System.Globalization;
using Clearbar.Keys.Policies;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Quotas;
using Clearbar.Routing;
using Clearbar.Upstreams;
using Clearbar.Upstreams.Health;
using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

/// <summary>
/// The one retry layer (invariant I11): carries one rung of the plan over its candidates until one begins to answer or trying again makes
/// no sense. Each try is an attempt with a ledger entry of its own, opened and settled before the next begins. A try is followed by another
/// only if the client call has tries left, the process has retry budget left, the request's cost limit allows it, and a healthy candidate
/// within the residency has not been tried; with a single candidate, if nothing was sent.
/// </summary>
public sealed partial class FailOver(
    AttemptFactory attempts,
    UpstreamClient upstreams,
    UpstreamHealth health,
    RetryBudget budget,
    Healing healing,
    QuotaBook quotas,
    Settlement settlement,
    AnswerHolder holder,
    ILogger<FailOver> logger)
{
    /// <summary>The candidate to begin with: the first that is healthy; when none is, the one that will be soonest.</summary>
    public PlannedStep Choose(Exchange exchange, PlannedStep step) => Find(exchange, step, tried: null) ?? Soonest(exchange, step);

    /// <summary>
    /// Steps 6 and 7, and between two tries step 10 of the one and step 5 of the next. The last try is returned, whatever became of it.
    /// </summary>
    public async Task<SentAttempt> SendAsync(Exchange exchange, Attempt attempt)
    {
        budget.Called();
        var tried = new List<PlannedStep>(1);
        while (true)
        {
            tried.Add(attempt.Step);
            var sent = tried.Count == 1 && HedgeAfter(exchange) is { } silence && attempt.Step.Candidates.Count > 1
                ? await RaceAsync(exchange, attempt, tried, silence)
                : await TryAsync(exchange, attempt);
            if (sent.Error is null || await NextAsync(exchange, sent, tried) is not { } next)
            {
                return sent;
            }

            sent.Dispose();
            attempt = next;
        }
    }

    /// <summary>An answer that had begun is over: if it broke off, its deployment is the worse for it.</summary>
    public void Ended(Exchange exchange, Attempt attempt)
    {
        if (attempt.Outcome == EntryOutcome.Broken)
        {
            Judge(exchange, attempt.Step, "broke off");
        }
    }

    private async Task<SentAttempt> TryAsync(Exchange exchange, Attempt attempt)
    {
        var sent = Begin(exchange, attempt);
        try
        {
            // :: Step 7: Attempt
            exchange.BeginUpstreamWait();
            (UpstreamReply? Reply, UpstreamFailure? Failure) result;
            try
            {
                result = await SendAsync(exchange, attempt, sent.Body, exchange.Working);
            }
            finally
            {
                exchange.EndUpstreamWait();
            }

            return await EndAsync(exchange, sent, result);
        }
        catch
        {
            sent.Dispose();
            throw;
        }
    }

    /// <summary>Step 6: Open.</summary>
    private SentAttempt Begin(Exchange exchange, Attempt attempt)
    {
        var sent = new SentAttempt(exchange, attempt, EditedBody.Of(exchange, attempt.Rendition, attempt.Edits), settlement);
        try
        {
            settlement.Open(exchange, attempt);
            return sent;
        }
        catch
        {
            sent.Dispose();
            throw;
        }
    }

    private ValueTask<(UpstreamReply? Reply, UpstreamFailure? Failure)> SendAsync(
        Exchange exchange, Attempt attempt, EditedBody body, CancellationToken cancellation)
    {
        attempt.SentAt = exchange.Clock.GetTimestamp();
        return upstreams.SendAsync(
            new UpstreamCall
            {
                EntryId = attempt.EntryId,
                RequestId = exchange.RequestId,
                Deployment = attempt.Step.Deployment!,
                Dialect = attempt.Step.Dialect,
                ModelId = attempt.Step.WireModelId,
                Stream = exchange.Outline.Stream,
                Body = body.Memory,
                Headers = DialectHeaders.Of(exchange, attempt.Step.Dialect, attempt.Omission.Betas),
            },
            cancellation);
    }

    /// <summary>What came of a try: an answer that begins, or an error that is settled, remembered and told.</summary>
    private async ValueTask<SentAttempt> EndAsync(Exchange exchange, SentAttempt sent, (UpstreamReply? Reply, UpstreamFailure? Failure) result)
    {
        sent.Reply = result.Reply;
        if (result.Reply is null)
        {
            Unreached(exchange, sent, result.Failure!);
        }
        else if (result.Reply.IsSuccess)
        {
            healing.Confirm(exchange, sent.Attempt);
            var step = sent.Attempt.Step;
            health.Succeeded(step.Deployment!.Name, step.Model!.Id, exchange.Snapshot.Options.Resilience.Breaker);
        }
        else
        {
            await RefusedAsync(exchange, sent, result.Reply);
        }

        return sent;
    }

    private void Unreached(Exchange exchange, SentAttempt sent, UpstreamFailure failure)
    {
        var (deployment, model) = (sent.Attempt.Step.Deployment!.Name, sent.Attempt.Step.Model!.Id);
        settlement.Unreached(exchange, sent.Attempt, failure);
        sent.Error = new GatewayError(failure.TimedOut ? ErrorKind.UpstreamTimeout : ErrorKind.UpstreamFailure, failure.Message) { ShouldRetry = false };
        sent.Verdict = RetryRule.OfFailure(failure);
        if (failure.Stage != FailureStage.Connect)
        {
            Judge(exchange, sent.Attempt.Step, failure.TimedOut ? "no answer in time" : "no answer");
        }
        else if (health.Unreached(deployment, "cannot be reached", exchange.Snapshot.Options.Resilience.Breaker))
        {
            FailOverLog.CircuitOpened(logger, deployment, model, "cannot be reached");
        }
    }

    private async Task RefusedAsync(Exchange exchange, SentAttempt sent, UpstreamReply reply)
    {
        sent.RefusalBody = await holder.HoldAsync(exchange, sent.Attempt, reply, isAnswer: false);
        var error = sent.Attempt.Dialect.ReadError(reply.Status, reply.Header("x-amzn-errortype"), sent.RefusalBody.Bytes.Span);
        settlement.Refused(exchange, sent.Attempt, reply, error);
        var asked = reply.Header("x-should-retry");
        var verdict = RetryRule.OfRefusal(reply.UpstreamStatus, asked);
        // What we gave up on the client need not begin anew; what is its own fault its client does not try again anyway.
        sent.Error = error with { ShouldRetry = verdict != RetryVerdict.Final || asked == "false" ? false : error.ShouldRetry };
        sent.Verdict = verdict;
        RecordRefusal(exchange, sent.Attempt.Step, reply);
    }

    private void RecordRefusal(Exchange exchange, PlannedStep step, UpstreamReply reply)
    {
        var (deployment, model) = (step.Deployment!.Name, step.Model!.Id);
        var status = reply.UpstreamStatus;
        var reason = status.ToString(CultureInfo.InvariantCulture);
        if (status is 429 or 503 or 529)
        {
            var wait = RetryAfter.Read(reply.Header("retry-after-ms"), reply.Header("retry-after"), exchange.Clock.GetUtcNow());
            if (wait is not null || status == 429)
            {
                health.Cool(deployment, model, wait, reason);
            }
        }

        if (status is 408 or >= 500)
        {
            Judge(exchange, step, reason);
        }
        else if (status != 429)
        {
            health.Succeeded(deployment, model, exchange.Snapshot.Options.Resilience.Breaker);
        }
    }

    private void Judge(Exchange exchange, PlannedStep step, string reason)
    {
        if (health.Failed(step.Deployment!.Name, step.Model!.Id, reason, exchange.Snapshot.Options.Resilience.Breaker))
        {
            FailOverLog.CircuitOpened(logger, step.Deployment.Name, step.Model.Id, reason);
        }
    }

    /// <summary>The next attempt, reserved; null when the client is to be told of this one's error.</summary>
    private async ValueTask<Attempt?> NextAsync(Exchange exchange, SentAttempt sent, List<PlannedStep> tried)
    {
        var options = exchange.Snapshot.Options.Resilience;
        if (exchange.Aborted.IsCancellationRequested || exchange.Retries + 1 >= options.MaxAttempts)
        {
            return null;
        }

        var (next, delay) = Healing.TryLearn(exchange, sent) ? (sent.Attempt.Step, TimeSpan.Zero) : Elsewhere(exchange, sent, tried);
        if (next is null
            || !exchange.HasTime(delay)
            || !attempts.TryReserve(exchange, next, Usd.Zero, out var attempt)
            || !budget.TryTake(options.RetryBudget))
        {
            return null;
        }

        exchange.Retries++;
        FailOverLog.Retrying(logger, exchange.RequestId, sent.Attempt.Step.Deployment!.Name, sent.Error!.Kind, next.Deployment!.Name);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, exchange.Clock, exchange.Aborted);
        }

        return attempt;
    }

    /// <summary>The candidate for another try, and how long to wait before it; null when there is none.</summary>
    private (PlannedStep? Next, TimeSpan Delay) Elsewhere(Exchange exchange, SentAttempt sent, List<PlannedStep> tried)
    {
        if (sent.Verdict == RetryVerdict.Final)
        {
            return (null, TimeSpan.Zero);
        }

        var step = tried[0];
        if (Find(exchange, step, tried) is { } other)
        {
            return (other, TimeSpan.Zero);
        }

        return sent.Verdict == RetryVerdict.Anywhere
            && step.Candidates.Count <= 1
            && exchange.Clock.GetElapsedTime(exchange.StartedAt) < Backoff.GiveUpAfter
            ? (step, Backoff.Of(tried.Count, Random.Shared.NextDouble()))
            : (null, TimeSpan.Zero);
    }

    private PlannedStep? Find(Exchange exchange, PlannedStep step, List<PlannedStep>? tried)
    {
        var breaker = exchange.Snapshot.Options.Resilience.Breaker;
        foreach (var candidate in step.Candidates)
        {
            var own = Own(step, candidate);
            if ((tried is null || !tried.Exists(other => other.Deployment!.Name == candidate.Deployment!.Name))
                && IsAllowed(exchange, step, own)
                && HasRoom(exchange, own)
                && health.TryEnter(candidate.Deployment!.Name, candidate.Model!.Id, breaker))
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>
    /// A candidate whose quota is used up is passed over while another has room, so that traffic spreads before the provider throttles it; where
    /// none has, the refusal says when there will be.
    /// </summary>
    private bool HasRoom(Exchange exchange, PlannedStep step) =>
        // The turn this request has waited for is its own room.
        exchange.Ticket?.Step.Deployment == step.Deployment || quotas.CanAdmit(exchange.Outline, step);

    /// <summary>
    /// None is healthy: the one that is expected back first is asked all the same, because its own refusal is truer than ours.
    /// </summary>
    private PlannedStep Soonest(Exchange exchange, PlannedStep step)
    {
        var breaker = exchange.Snapshot.Options.Resilience.Breaker;
        var (best, shortest) = (step, TimeSpan.MaxValue);
        foreach (var candidate in step.Candidates)
        {
            var wait = health.ReadyIn(candidate.Deployment!.Name, candidate.Model!.Id, breaker);
            if (wait < shortest && IsAllowed(exchange, step, candidate))
            {
                (best, shortest) = (Own(step, candidate), wait);
            }
        }

        return best;
    }

    /// <summary>
    /// The planned step itself was held against the key's policy with the plan; those that stand in for it are held against it here.
    /// </summary>
    private static bool IsAllowed(Exchange exchange, PlannedStep step, PlannedStep candidate) =>
        candidate.Deployment == step.Deployment || AccessCheck.Allows(exchange, candidate);

    /// <summary>
    /// Whether the model is the one asked for is a matter of this request; the candidates may have been found for an earlier one (tool
    /// loops).
    /// </summary>
    private static PlannedStep Own(PlannedStep step, PlannedStep candidate) =>
        candidate.IsAskedModel == step.IsAskedModel ? candidate : candidate with { IsAskedModel = step.IsAskedModel };
}
