using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates;

/// <summary>Options of a <see cref="CitationsGate"/>.</summary>
public sealed record CitationsGateOptions
{
    /// <summary>Path of the members that are quotes, for example <c>quotes[]</c>; absent for passages between quotation marks.</summary>
    [JsonPropertyName("member")]
    public string? Member { get; init; }

    /// <summary>Fewest words of a passage between quotation marks that counts as a quote; absent means 4.</summary>
    [JsonPropertyName("words")]
    public int? Words { get; init; }

    /// <summary>Fewest quotes the answer must have; absent means 0.</summary>
    [JsonPropertyName("atLeast")]
    public int? AtLeast { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
