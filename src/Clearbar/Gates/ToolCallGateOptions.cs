using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates;

/// <summary>Options of a <see cref="ToolCallGate"/>.</summary>
public sealed record ToolCallGateOptions
{
    /// <summary>An answer without a call fails; without this, only where the request forced a call.</summary>
    [JsonPropertyName("required")]
    public bool Required { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
