using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates;

/// <summary>Options of a <see cref="ConfidenceGate"/>.</summary>
public sealed record ConfidenceGateOptions
{
    /// <summary>Dotted path of the JSON member that holds the number; absent means <c>confidence</c>.</summary>
    [JsonPropertyName("member")]
    public string? Member { get; init; }

    /// <summary>Smallest confidence that passes, 0 to 1.</summary>
    [JsonPropertyName("atLeast")]
    public double? AtLeast { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
