using System.Collections.Frozen;
using System.Text.Json;

namespace Clearbar.Gates;

/// <summary><c>enum</c>: a member of the answer's JSON, or the whole trimmed text, is one of the listed values, letter for letter.</summary>
public sealed class EnumGate(IEnumerable<string> values, string? member = null, string? tool = null) : IGate
{
    /// <summary>Values that are told to a model that is asked again; a list longer than that it must know from its prompt.</summary>
    private const int MostTold = 100;

    private readonly FrozenSet<string> _values = values.ToFrozenSet(StringComparer.Ordinal);
    private readonly string _wanted = $"one of {string.Join(", ", values.Take(MostTold).Select(static value => $"\"{value}\""))}";

    public string Name => "enum";

    public GateCost Cost => member is null ? GateCost.Text : GateCost.Json;

    public GateVerdict Check(GateInput input)
    {
        if (member is null)
        {
            return Judge(input.Answer.Text.AsSpan().Trim());
        }

        var reading = input.Json(tool);
        if (!reading.HasValue)
        {
            return GateVerdict.Fail(Name, $"enum: {reading.Why}");
        }

        if (!JsonMember.TryFind(reading.Value, member, out var value))
        {
            return GateVerdict.Fail(Name, $"enum: {member} missing") with { Wanted = _wanted };
        }

        return value.ValueKind == JsonValueKind.String ? Judge(value.GetString()) : GateVerdict.Fail(Name, $"enum: {member} is not a string");
    }

    private GateVerdict Judge(ReadOnlySpan<char> value) => _values.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value)
        ? GateVerdict.Pass(Name)
        : GateVerdict.Fail(Name, member is null ? "enum: text not in enum" : $"enum: {member} not in enum") with { Wanted = _wanted };
}
