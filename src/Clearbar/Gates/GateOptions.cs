using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates;

/// <summary>
/// One gate as written in the configuration: exactly one of <c>schema</c>, <c>enum</c>, <c>stopReason</c>, <c>confidence</c>, <c>regex</c>.
/// </summary>
public sealed record GateOptions
{
    /// <summary>A JSON Schema, or the word <c>"request"</c> for the output schema each request brings along.</summary>
    [JsonPropertyName("schema")]
    public JsonElement? Schema { get; init; }

    [JsonPropertyName("enum")]
    public EnumGateOptions? Enum { get; init; }

    /// <summary>Allowed stop reasons, in Anthropic's words.</summary>
    [JsonPropertyName("stopReason")]
    public IReadOnlyList<string>? StopReason { get; init; }

    [JsonPropertyName("confidence")]
    public ConfidenceGateOptions? Confidence { get; init; }

    /// <summary>A regular expression without look-around or back-references, searched in the answer's text.</summary>
    [JsonPropertyName("regex")]
    public string? Regex { get; init; }

    /// <summary>With <c>schema</c>, <c>enum</c> or <c>confidence</c>: judge the input of this tool's call instead of the text.</summary>
    [JsonPropertyName("tool")]
    public string? Tool { get; init; }

    /// <summary>Members this version does not know; each is reported as an error.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
