using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates;

/// <summary>Options of a <see cref="LengthGate"/>: at least one bound.</summary>
public sealed record LengthGateOptions
{
    /// <summary>Unicode characters (scalar values) of the trimmed text.</summary>
    [JsonPropertyName("minChars")]
    public int? MinChars { get; init; }

    [JsonPropertyName("maxChars")]
    public int? MaxChars { get; init; }

    /// <summary>Words: runs of anything but white space.</summary>
    [JsonPropertyName("minWords")]
    public int? MinWords { get; init; }

    [JsonPropertyName("maxWords")]
    public int? MaxWords { get; init; }

    /// <summary>Lines of the trimmed text, empty ones included.</summary>
    [JsonPropertyName("minLines")]
    public int? MinLines { get; init; }

    [JsonPropertyName("maxLines")]
    public int? MaxLines { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
