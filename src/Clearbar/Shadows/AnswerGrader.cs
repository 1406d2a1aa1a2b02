using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Shadows;

/// <summary>Scores the answers of several rungs to one request, 0 to 1, as the class's owner wants it.</summary>
public sealed class AnswerGrader(Gatekeeper gatekeeper)
{
    /// <summary>Grading may have to ask somebody, which costs money too.</summary>
    public static bool AsksOthers(ShadowJob job) => job.Learning.Grade == GradeBy.Judge || job.Request.Class.Policy is { Gates.AsksOthers: true };

    /// <summary>Scores one answer against the reference's.</summary>
    /// <returns>The score, the verdict of the class's gates (null when it has none), and what asking others has cost.</returns>
    public async Task<(double Score, bool? Passes, SideCost Cost)> GradeAsync(
        ShadowJob job, PlannedStep step, Answer reference, Answer answer, Usd mayCost, CancellationToken cancellation)
    {
        bool? passes = null;
        var cost = SideCost.None;
        if (job.Request.Class.Policy is { Gates.IsEmpty: false })
        {
            (var verdict, cost) = await gatekeeper.JudgeAsync(job.Request, step, answer, mayCost, cancellation);
            passes = verdict.Passed;
        }

        return job.Learning.Grade == GradeBy.Gates
            ? (passes is false ? 0 : 1, passes, cost)
            : (ReferenceEquals(reference, answer) || Same(reference, answer) ? 1 : 0, passes, cost);
    }

    private static bool Same(Answer reference, Answer answer) =>
        reference.ToolCalls.Count == answer.ToolCalls.Count && string.Equals(reference.Text.Trim(), answer.Text.Trim(), StringComparison.Ordinal);
}
