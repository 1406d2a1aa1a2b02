using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates.Judging;

/// <summary>Options of a <see cref="JudgeGate"/>.</summary>
public sealed record JudgeGateOptions
{
    /// <summary>Who grades: haiku, sonnet or opus.</summary>
    [JsonPropertyName("tier")]
    public string? Tier { get; init; }

    /// <summary>What a good answer is, in the owner's words; at most 8000 characters.</summary>
    [JsonPropertyName("rubric")]
    public string? Rubric { get; init; }

    /// <summary>Smallest score that passes, 0 to 1. Absent means 0.7.</summary>
    [JsonPropertyName("atLeast")]
    public decimal? AtLeast { get; init; }

    /// <summary>Output limit of the grading call in tokens, 64 to 4096. Absent means 256.</summary>
    [JsonPropertyName("maxTokens")]
    public int? MaxTokens { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
