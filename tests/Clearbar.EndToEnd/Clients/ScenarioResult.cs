using System.Text.Json.Serialization;

namespace Clearbar.EndToEnd.Clients;

/// <summary>One line of a client script: a scenario, whether it went as it should, and what was seen.</summary>
public sealed record ScenarioResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("detail")] string Detail);
