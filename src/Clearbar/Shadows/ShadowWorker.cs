using Clearbar.Certificates.Online;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Routing.Policies;
using Clearbar.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Shadows;

/// <summary>
/// Asks the other rungs what the client's request was answered by one, and tells the policy book how they compare. Off the path of every client: what
/// fails here is left out and never tried again. Each call is paid from the day's dollars and stands on the ledger (invariants I1, I5).
/// </summary>
public sealed class ShadowWorker(
    ShadowQueue queue,
    SideCalls calls,
    LearnedPolicies learned,
    ShadowShare share,
    ShadowBudget budget,
    AnswerGrader grader,
    TimeProvider clock,
    ILogger<ShadowWorker> logger) : BackgroundService
{
    /// <summary>Shadow calls under way at once: enough to follow a busy gateway's sample, few enough to leave upstream quotas to clients.</summary>
    private const int Workers = 4;

    private static readonly TimeSpan PlanEvery = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tasks = new Task[Workers + 1];
        for (var i = 0; i < Workers; i++)
        {
            tasks[i] = WorkAsync(stoppingToken);
        }

        tasks[Workers] = PlanAsync(stoppingToken);
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops; what is queued is not learned from.
        }
    }

    private async Task PlanAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(PlanEvery, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            share.Plan();
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        while (await queue.WaitAsync(stopping))
        {
            while (queue.TryTake(out var job))
            {
                try
                {
                    await ShadowAsync(job, stopping);
                }
                catch (Exception exception) when (!stopping.IsCancellationRequested)
                {
                    // A shadow is nobody's answer: its loss is a line in the log and one pair less.
                    ShadowLog.Failed(logger, job.Request.RequestId, exception);
                }
            }
        }
    }

    private async Task ShadowAsync(ShadowJob job, CancellationToken stopping)
    {
        var missing = StepsOf(job);
        if (missing.Count == 0 || WorstCaseOf(job, missing) is not { } worst || budget.TryReserve(worst) is not { } lease)
        {
            return;
        }

        using (lease)
        {
            var spent = Usd.Zero;
            var answers = new Dictionary<string, (PlannedStep Step, Answer Answer)>(StringComparer.Ordinal);
            foreach (var (step, answer) in job.Tried)
            {
                answers[NameOf(job, step)] = (step, answer);
            }

            var purpose = $"shadow of {job.Tried[^1].Step.Rung}";
            foreach (var step in missing)
            {
                var side = await calls.CallAsync(job.Request, step, EntryOutcome.Shadow, purpose, worst - spent, stopping);
                spent += side.Cost.AtMost;
                if (side.Answer is { } answer)
                {
                    answers[NameOf(job, step)] = (step, answer);
                }
            }

            spent += await RecordAsync(job, answers, spent, worst - spent, stopping);
            lease.Settle(spent);
        }
    }

    /// <summary>The rungs this shadow is to run, without those the client's own request has paid for.</summary>
    private List<PlannedStep> StepsOf(ShadowJob job)
    {
        var steps = new List<PlannedStep>(3);
        foreach (var name in learned.Book.RungsToShadow(job.Request.Class.Name, job.Reference.Id))
        {
            var step = name == job.Reference.Id
                ? Planner.StepOfAsked(job.Request.Outline, job.Request.Snapshot)
                : job.Candidates.FirstOrDefault(rung => rung.Name == name) is { } rung
                    ? Planner.StepOf(rung, job.Request.Outline, job.Request.Snapshot)
                    : null;
            if (step is not null && !job.Tried.Any(tried => NameOf(job, tried.Step) == name))
            {
                steps.Add(step);
            }
        }

        return steps;
    }

    /// <summary>Null where a price is unknown: such a call cannot be held to the day's dollars (invariant I6).</summary>
    private Usd? WorstCaseOf(ShadowJob job, List<PlannedStep> steps)
    {
        var worst = Usd.Zero;
        foreach (var step in steps)
        {
            if (AttemptPrice.CeilingOf(job.Request, step, clock.GetUtcNow()) is not { } ceiling)
            {
                return null;
            }

            worst += ceiling;
        }

        return AnswerGrader.AsksOthers(job) ? worst + worst + worst : worst;
    }

    /// <summary>Grades the answers and tells the book. Returns what grading has cost.</summary>
    private async Task<Usd> RecordAsync(
        ShadowJob job, Dictionary<string, (PlannedStep Step, Answer Answer)> answers, Usd spent, Usd left, CancellationToken stopping)
    {
        if (!answers.TryGetValue(job.Reference.Id, out var reference))
        {
            return Usd.Zero;
        }

        var seen = job.Tried[^1].Answer.Usage;
        var outcomes = new Dictionary<string, RungOutcome>(StringComparer.Ordinal);
        var grading = Usd.Zero;
        foreach (var (name, (step, answer)) in answers)
        {
            var (score, passes, cost) = await grader.GradeAsync(job, step, reference.Answer, answer, left - grading, stopping);
            grading += cost.AtMost;
            if (score is { } known && LikeForLike.CostOf(job.Request, step, answer.Usage, seen, clock.GetUtcNow()) is { } paid)
            {
                outcomes[name] = new RungOutcome { Score = known, Cost = paid.Amount, GatePassed = passes };
            }
        }

        var (className, referenceId) = (job.Request.Class.Name, job.Reference.Id);
        share.Shadowed(className, referenceId, spent + grading, reference.Answer.Usage.Output);
        learned.Book.Record(new ShadowOutcome { Class = className, Reference = referenceId, Rungs = outcomes });
        return grading;
    }

    /// <summary>The rung's name in the book: the model asked for stands there under its own id.</summary>
    private static string NameOf(ShadowJob job, PlannedStep step) =>
        !step.Thinking && ReferenceEquals(step.Model, job.Reference) ? job.Reference.Id : step.Rung;
}
