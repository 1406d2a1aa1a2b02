using System.Text.Json;
using Clearbar.Gates.Streaming;

namespace Clearbar.Gates;

/// <summary>
/// <c>confidence</c>: the number the model itself reports in a member is at least a threshold. Models report too much confidence: the threshold
/// belongs to a calibration, not to taste. A missing member is unsure, since the model did not answer the question.
/// </summary>
/// <param name="member">Dotted path of the member that holds a number from 0 to 1.</param>
/// <param name="atLeast">Smallest confidence that passes, 0 to 1.</param>
/// <param name="tool">Tool whose input holds the member; null for the text.</param>
public sealed class ConfidenceGate(string member, double atLeast, string? tool = null) : IWatchingGate
{
    public string Name => "confidence";

    public GateCost Cost => GateCost.Json;

    public GateWatch? Watch() => tool is not null ? null
        : member.Contains('.', StringComparison.Ordinal) ? new JsonWatch(Name)
        : new MemberWatch(Name, member, value => Judge(value) is { Passed: false } verdict ? verdict.Reason : null);

    public GateVerdict Check(GateInput input)
    {
        var reading = input.Json(tool);
        if (!reading.HasValue)
        {
            return GateVerdict.Unsure(Name, $"confidence: {reading.Why}");
        }

        if (!JsonMember.TryFind(reading.Value, member, out var value))
        {
            return GateVerdict.Unsure(Name, $"confidence: {member} missing");
        }

        return Judge(value);
    }

    private GateVerdict Judge(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var confidence) || confidence is not (>= 0 and <= 1))
        {
            return GateVerdict.Unsure(Name, $"confidence: {member} is not a number from 0 to 1");
        }

        return confidence >= atLeast ? GateVerdict.Pass(Name) : GateVerdict.Fail(Name, Threshold.Missed(Name, confidence, atLeast));
    }
}
