using System.Collections.Frozen;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary><c>stopReason</c>: the model stopped for one of the allowed reasons, for example not because it ran into max_tokens.</summary>
public sealed class StopReasonGate(IEnumerable<StopReason> allowed) : IGate
{
    /// <summary>Every name the configuration may use: Anthropic's words, and Bedrock's for what Anthropic has no word for.</summary>
    public static readonly FrozenDictionary<string, StopReason> Names = new Dictionary<string, StopReason>(StringComparer.Ordinal)
    {
        ["end_turn"] = StopReason.EndTurn,
        ["max_tokens"] = StopReason.MaxTokens,
        ["stop_sequence"] = StopReason.StopSequence,
        ["tool_use"] = StopReason.ToolUse,
        ["pause_turn"] = StopReason.PauseTurn,
        ["refusal"] = StopReason.Refusal,
        ["model_context_window_exceeded"] = StopReason.ContextWindowExceeded,
        ["guardrail_intervened"] = StopReason.GuardrailIntervened,
        ["malformed"] = StopReason.Malformed,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly StopReason[] _allowed = [.. allowed];

    public string Name => "stopReason";

    public GateCost Cost => GateCost.Field;

    public GateVerdict Check(GateInput input)
    {
        var reason = input.Answer.StopReason;
        if (Array.IndexOf(_allowed, reason) >= 0)
        {
            return GateVerdict.Pass(Name);
        }

        return reason == StopReason.Unknown
            ? GateVerdict.Unsure(Name, "stop reason unknown")
            : GateVerdict.Fail(Name, $"stop reason {WordOf(reason)}");
    }

    private static string WordOf(StopReason reason)
    {
        foreach (var (word, named) in Names)
        {
            if (named == reason)
            {
                return word;
            }
        }

        return "other";
    }
}
