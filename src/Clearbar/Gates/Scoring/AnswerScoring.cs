using Clearbar.Routing.Policies;

namespace Clearbar.Gates.Scoring;

/// <summary>One answer before its <see cref="ScoreGate"/>: what is known of its rung, and what is to be remembered of it. Used by one step at a time.</summary>
/// <param name="scores">What is known of the class.</param>
/// <param name="attempt">Ledger entry of the attempt that brought it.</param>
/// <param name="rung">Who answered.</param>
/// <param name="requestId">Decides whether a refusal is let through.</param>
/// <param name="question">The last user message; null where there is none.</param>
/// <param name="isLast">No rung is left to ask, so that the client gets the answer whatever is said of it here.</param>
public sealed class AnswerScoring(ClassScores scores, Guid attempt, string rung, string requestId, string? question, bool isLast)
{
    /// <summary>What is to be kept where the client gets the answer; null where nothing can be learned from it.</summary>
    public ScoredAnswer? Kept { get; private set; }

    /// <summary>The chance that is too small, or null.</summary>
    internal double? Score(GateInput input, ScoreGate gate)
    {
        var known = scores.Of(rung);
        var features = RequestFeatures.ForThisThread;
        var length = Math.Log(1 + input.Answer.Text.Length);
        AnswerFeatures.Read(features, question, input, gate, known.BucketOf(length));
        var chance = known.IsTaught(gate.Examples) ? known.Chance(features) : 1;
        var fails = chance < gate.AtLeast;
        var passes = !fails || gate.LetsThrough(requestId);
        // Beside those drawn, a refused answer reaches the client only where nothing better could be had: on the last rung that is each of them, and
        // elsewhere some, of which nobody knows how many others they stand for.
        if (passes || isLast)
        {
            var weight = fails && !isLast ? 1 / gate.LetThrough : 1;
            Kept = new ScoredAnswer(attempt, rung, features.Build(), length, (float)weight);
        }

        return passes ? null : chance;
    }
}
