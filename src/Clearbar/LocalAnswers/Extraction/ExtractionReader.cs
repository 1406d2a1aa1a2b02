using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Reads the values out of a model's answer, the way the gates read it.</summary>
/// <param name="members">Members of the answer, found at its top; empty where the whole trimmed text is the value.</param>
public sealed class ExtractionReader(IReadOnlyList<string> members)
{
    /// <summary>A value for each member; null where there is none that could be copied. Members that were not named are ignored.</summary>
    public IReadOnlyList<MemberValue?> Read(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var values = new MemberValue?[Math.Max(1, members.Count)];
        if (answer.StopReason != StopReason.EndTurn || answer.ToolCalls.Count > 0)
        {
            return values;
        }

        if (members.Count == 0)
        {
            values[0] = answer.Text.Trim() is { Length: > 0 } text ? MemberValue.OfText(text) : null;
            return values;
        }

        using var input = new GateInput(answer);
        if (input.Json() is { HasValue: true, Value: { ValueKind: JsonValueKind.Object } root })
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = root.TryGetProperty(members[i], out var value) ? MemberValue.Of(value) : MemberValue.Absent;
            }
        }

        return values;
    }

    /// <summary>The values in one string that is equal where all of them are; null where one of them could not be read.</summary>
    public static string? Said(IReadOnlyList<MemberValue?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var names = new string[values.Count];
        for (var i = 0; i < names.Length; i++)
        {
            if (values[i] is not { } value)
            {
                return null;
            }

            names[i] = value.Name;
        }

        return JsonSerializer.Serialize(names);
    }
}
