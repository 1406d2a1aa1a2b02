using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates.Scoring;

/// <summary>Options of a <see cref="ScoreGate"/>.</summary>
public sealed record ScoreGateOptions
{
    /// <summary>Smallest estimated chance that passes, between 0 and 1.</summary>
    [JsonPropertyName("atLeast")]
    public double? AtLeast { get; init; }

    /// <summary>Outcomes of a rung that must have been reported before its answers are judged. Absent means 200.</summary>
    [JsonPropertyName("examples")]
    public int? Examples { get; init; }

    /// <summary>Share of the answers that would be refused which is let through, to go on learning of them. Absent means 0.05.</summary>
    [JsonPropertyName("check")]
    public double? Check { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
