using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates;

/// <summary>Options of an <see cref="EnumGate"/>.</summary>
public sealed record EnumGateOptions
{
    /// <summary>Dotted path of the JSON member to look at; absent for the whole trimmed text.</summary>
    [JsonPropertyName("member")]
    public string? Member { get; init; }

    /// <summary>The allowed values, at least one.</summary>
    [JsonPropertyName("values")]
    public IReadOnlyList<string>? Values { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
