using Clearbar.Gates;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// The calls that gates make about one answer: further samples of its rung, and judges. Used by one evaluation; the samples of one call run side by
/// side. What they cost is the request's, within what it may still spend.
/// </summary>
/// <param name="request">The request the answer is to.</param>
/// <param name="step">The rung that answered.</param>
/// <param name="gated">What gates may know of the request.</param>
/// <param name="mayCost">The most all calls together may cost; null when only budgets limit them.</param>
public sealed class GateCalls(SideRequest request, PlannedStep step, GateRequest gated, SideCalls calls, Usd? mayCost) : IGateCalls
{
    public GateQuestion Question { get; } = new()
    {
        RequestId = request.RequestId,
        Class = request.Class.Name,
        Rung = step.Rung,
        Model = step.Model?.Id ?? step.Rung,
        Request = gated,
    };

    /// <summary>What the calls so far have cost.</summary>
    public SideCost Spent { get; private set; } = SideCost.None;

    public async ValueTask<IReadOnlyList<Answer>> SampleAsync(int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var each = mayCost is { } most ? new Usd(Math.Max(0, (most - Spent.AtMost).Amount) / count) : (Usd?)null;
        var asked = new Task<SideAnswer>[count];
        for (var i = 0; i < count; i++)
        {
            asked[i] = calls.CallAsync(request, step, EntryOutcome.Sample, "a further sample for the agreement gate", each, cancellation);
        }

        var answers = new List<Answer>(count);
        foreach (var side in await Task.WhenAll(asked))
        {
            Spent += side.Cost;
            if (side.Answer is { } answer)
            {
                answers.Add(answer);
            }
        }

        return answers;
    }

    public async ValueTask<Answer?> AskAsync(Tier tier, ReadOnlyMemory<byte> messagesBody, CancellationToken cancellation)
    {
        var question = request.Ask(messagesBody.ToArray());
        if (Planner.StepOf(new Rung(tier, false), request.Outline.Model, question.Outline, request.Snapshot) is not { } judge)
        {
            return null;
        }

        var side = await calls.CallAsync(
            question, judge, EntryOutcome.Judge, "asked to judge an answer", mayCost is { } most ? most - Spent.AtMost : null, cancellation);
        Spent += side.Cost;
        return side.Answer;
    }
}
