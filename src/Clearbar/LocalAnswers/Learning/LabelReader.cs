using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>Reads the label out of a model's answer, the way the gates read it.</summary>
public static class LabelReader
{
    /// <summary>The label; null where the answer has none, or is not a plain, finished text.</summary>
    /// <param name="member">JSON member that holds it, a dotted path; null: the trimmed text is the label.</param>
    public static string? Read(Answer answer, string? member)
    {
        if (answer.StopReason != StopReason.EndTurn || answer.ToolCalls.Count > 0)
        {
            return null;
        }

        if (member is null)
        {
            return answer.Text.Trim();
        }

        using var input = new GateInput(answer);
        var reading = input.Json();
        return reading.HasValue && JsonMember.TryFind(reading.Value, member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
    }
}
