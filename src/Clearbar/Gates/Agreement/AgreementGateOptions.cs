using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates.Agreement;

/// <summary>Options of an <see cref="AgreementGate"/>.</summary>
public sealed record AgreementGateOptions
{
    /// <summary>Further answers to ask for, 1 to 8; each is paid. Absent means 2.</summary>
    [JsonPropertyName("samples")]
    public int? Samples { get; init; }

    /// <summary>Share of them that must agree with the answer, above 0 to 1. Absent means 1.</summary>
    [JsonPropertyName("atLeast")]
    public decimal? AtLeast { get; init; }

    /// <summary>What must be equal: one of <see cref="AnswerNormaliser.Words"/>. Absent means text.</summary>
    [JsonPropertyName("by")]
    public string? By { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
