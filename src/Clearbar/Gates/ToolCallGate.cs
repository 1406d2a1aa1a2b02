using Clearbar.Gates.Tools;

namespace Clearbar.Gates;

/// <summary>
/// <c>toolCall</c>: every tool call names a tool that the request defines, with an input that obeys the tool's schema; and there is a call where the
/// request forced one.
/// </summary>
/// <param name="required">An answer without a call fails whatever the request says.</param>
public sealed class ToolCallGate(bool required) : IGate
{
    public string Name => "toolCall";

    public GateCost Cost => GateCost.Request;

    public GateVerdict Check(GateInput input)
    {
        var calls = input.Answer.ToolCalls;
        if (calls.Count == 0)
        {
            return required || input.Request is { ForcesToolCall: true } ? GateVerdict.Fail(Name, "toolCall: no call") : GateVerdict.Pass(Name);
        }

        if (input.Request is not { } request || !request.Tools.IsReadable)
        {
            return GateVerdict.Unsure(Name, "toolCall: the request's tools cannot be read");
        }

        var decided = GateVerdict.Pass(Name);
        for (var call = 0; call < calls.Count; call++)
        {
            var verdict = Judge(input, request.Tools, call);
            if (verdict.Outcome == GateOutcome.Fail)
            {
                return verdict;
            }

            decided = decided.Passed ? verdict : decided;
        }

        return decided;
    }

    private GateVerdict Judge(GateInput input, RequestTools tools, int call)
    {
        // The client's own parser is strict and reads the model's bytes: what would have to be repaired first is no valid input.
        var name = input.Answer.ToolCalls[call].Name;
        var reading = input.JsonOfCall(call);
        var reason = tools.Defines(name) ? "input is not JSON" : "tool not defined";
        if (!tools.Defines(name) || reading.Status != JsonStatus.Valid)
        {
            return GateVerdict.Fail(Name, $"toolCall: call {call + 1}: {reason}");
        }

        var outcome = tools.Validate(name, reading.Value, out reason);
        return outcome == GateOutcome.Pass ? GateVerdict.Pass(Name) : new GateVerdict(outcome, Name, $"toolCall: call {call + 1}: {reason}");
    }
}
