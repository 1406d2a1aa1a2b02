using System.Collections.Frozen;
using System.Text.Json;
using Clearbar.Gates.Streaming;

namespace Clearbar.Gates;

/// <summary><c>enum</c>: a member of the answer's JSON, or the whole trimmed text, is one of the listed values, letter for letter.</summary>
public sealed class EnumGate(IEnumerable<string> values, string? member = null, string? tool = null) : IWatchingGate
{
    /// <summary>Values that are told to a model that is asked again; a list longer than that it must know from its prompt.</summary>
    private const int MostTold = 100;

    private readonly FrozenSet<string> _values = values.ToFrozenSet(StringComparer.Ordinal);
    private readonly string _wanted = $"one of {string.Join(", ", values.Take(MostTold).Select(static value => $"\"{value}\""))}";

    public string Name => "enum";

    public GateCost Cost => member is null ? GateCost.Text : GateCost.Json;

    public GateWatch? Watch() => tool is not null ? null
        : member is null ? new EnumWatch(_values)
        : member.Contains('.', StringComparison.Ordinal) ? new JsonWatch(Name)
        : new MemberWatch(Name, member, ReasonAgainst);

    public GateVerdict Check(GateInput input)
    {
        if (member is null)
        {
            return Has(input.Answer.Text.AsSpan().Trim()) ? GateVerdict.Pass(Name) : Fail("enum: text not in enum");
        }

        var reading = input.Json(tool);
        if (!reading.HasValue)
        {
            return GateVerdict.Fail(Name, $"enum: {reading.Why}");
        }

        if (!JsonMember.TryFind(reading.Value, member, out var value))
        {
            return Fail($"enum: {member} missing");
        }

        return ReasonAgainst(value) is { } reason ? Fail(reason) : GateVerdict.Pass(Name);
    }

    private GateVerdict Fail(string reason) => GateVerdict.Fail(Name, reason) with { Wanted = _wanted };

    private string? ReasonAgainst(JsonElement value) => value.ValueKind != JsonValueKind.String ? $"enum: {member} is not a string"
        : Has(value.GetString()) ? null : $"enum: {member} not in enum";

    private bool Has(ReadOnlySpan<char> value) => _values.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value);
}
