using System.Text;
using Clearbar.Configuration;
using Clearbar.Gates.Judging;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Wire;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Shadows;

/// <summary>Scores the answers of several rungs to one request, 0 to 1, as the class's owner wants it.</summary>
public sealed class AnswerGrader(Gatekeeper gatekeeper, RequestSchemas schemas, SideCalls calls)
{
    /// <summary>Grading may have to ask somebody, which costs money too.</summary>
    public static bool AsksOthers(ShadowJob job) => job.Learning.Grade == GradeBy.Judge || job.Request.Class.Policy is { Gates.AsksOthers: true };

    /// <summary>Scores one answer against the reference's.</summary>
    /// <param name="mayCost">The most that asking others may cost.</param>
    /// <returns>
    /// The score, null where nobody could say; the verdict of the class's gates, null when it has none; and what asking others has cost.
    /// </returns>
    public async Task<(double? Score, bool? Passes, SideCost Cost)> GradeAsync(
        ShadowJob job, PlannedStep step, Answer reference, Answer answer, Usd mayCost, CancellationToken cancellation)
    {
        bool? passes = null;
        var cost = SideCost.None;
        if (job.Request.Class.Policy is { Gates.IsEmpty: false })
        {
            (var verdict, cost) = await gatekeeper.JudgeAsync(job.Request, step, answer, mayCost, cancellation);
            passes = verdict.Passed;
        }

        if (job.Learning.Grade == GradeBy.Gates)
        {
            return (passes is false ? 0 : 1, passes, cost);
        }

        if (ReferenceEquals(reference, answer) || job.Learning.Compare.Agree(reference, answer))
        {
            return (1, passes, cost);
        }

        if (job.Learning.Grade == GradeBy.Agreement)
        {
            return (0, passes, cost);
        }

        var (score, asked) = await PreferAsync(job, step, reference, answer, mayCost - cost.AtMost, cancellation);
        return (score, passes, cost + asked);
    }

    /// <summary>
    /// What a blind judge says of an answer that differs: as good as the reference's, or worse. Better counts as good: the promise is to lose little, and
    /// a judge's taste must not outweigh its mistakes.
    /// </summary>
    private async Task<(double? Score, SideCost Cost)> PreferAsync(
        ShadowJob job, PlannedStep step, Answer reference, Answer answer, Usd mayCost, CancellationToken cancellation)
    {
        var asking = new GateCalls(job.Request, step, schemas.RequestOf(job.Request), calls, mayCost);
        var seed = XxHash64.Compute(Encoding.UTF8.GetBytes(job.Request.RequestId + step.Rung));
        var verdict = await new JudgePair(job.Learning.Judge, job.Learning.Rubric).CompareAsync(
            job.Request.Outline.LastUserText, reference, answer, seed, asking, cancellation);
        return (verdict switch { PairVerdict.First => 0, PairVerdict.Unknown => null, _ => 1 }, asking.Spent);
    }
}
