using Clearbar.Gates;
using Clearbar.Pricing;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Requests.Repairs;

/// <summary>
/// When a rung is asked to put its answer right instead of the next rung: where the class's owner wants it, once per request, for a whole answer that broke
/// a rule the model can be told, and only while that is cheaper than the next rung's answer would be.
/// </summary>
public static class RepairRule
{
    /// <summary>
    /// Gates whose reason tells a model what to change. The others judge something no prompt puts right: how it stopped, how sure it is, what
    /// somebody thinks of it.
    /// </summary>
    private static readonly string[] Validating = ["schema", "enum", "regex", "length", "toolCall", "expression", "citations"];

    /// <summary>The repair to try, or null.</summary>
    /// <param name="refused">The attempt whose answer did not pass.</param>
    /// <param name="next">What would be asked instead; null on the last rung.</param>
    public static Repair? Find(Exchange exchange, Attempt refused, Answer answer, in GateVerdict verdict, PlannedStep? next)
    {
        if (exchange.Class.Policy is not { Repairs: true }
            || exchange.HasRepaired
            || verdict.Outcome != GateOutcome.Fail
            || Array.IndexOf(Validating, verdict.Gate) < 0
            || !IsRepeatable(answer)
            || !RepairTurns.CanFollow(exchange.Outline, exchange.Body!.Span))
        {
            return null;
        }

        var repair = new Repair(answer, verdict);
        return next is null || IsCheaper(exchange, refused, repair, next) ? repair : null;
    }

    /// <summary>
    /// A cut-off answer would be cut off again. Thinking must go back with the calls it led to (Anthropic, "Extended thinking with tool use"), and only the
    /// upstream's own bytes could say it.
    /// </summary>
    private static bool IsRepeatable(Answer answer) =>
        answer.StopReason is StopReason.EndTurn or StopReason.StopSequence or StopReason.ToolUse
        && (answer.ToolCalls.Count > 0 ? !answer.HasThinking : !string.IsNullOrWhiteSpace(answer.Text));

    /// <summary>
    /// A repair may fail as well, and the next rung is the better one: so it must cost less, answer for answer. The prompt that was just read or written is
    /// read from the cache again; for the next rung it is new. Where a price or the counts are not known nothing speaks against it.
    /// </summary>
    private static bool IsCheaper(Exchange exchange, Attempt refused, Repair repair, PlannedStep next)
    {
        var usage = repair.Refused.Usage;
        var again = usage with
        {
            Input = usage.Input + repair.PromptEstimate,
            CacheRead = usage.Prompt - usage.Input,
            CacheWrite5m = 0,
            CacheWrite1h = 0,
        };
        var anew = usage with
        {
            CacheRead = 0,
            CacheWrite5m = usage.CacheRead + usage.CacheWrite5m,
            Output = usage.Output + (next.Thinking && !refused.Step.Thinking ? exchange.Plan.ThinkingBudget : 0),
        };
        return !repair.Refused.UsageIsFinal
            || CostOf(refused.Rate, again) is not { } own
            || CostOf(AttemptPrice.RateOf(exchange, next, exchange.Clock.GetUtcNow()), anew) is not { } other
            || own < other;
    }

    private static Usd? CostOf(RateCard? rate, in TokenUsage usage) =>
        rate is not null && rate.TryCharge(usage, [], out _, out var cost, out _) ? cost : null;
}
