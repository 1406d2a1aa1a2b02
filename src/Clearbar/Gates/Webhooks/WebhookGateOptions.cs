using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Gates.Webhooks;

/// <summary>Options of a <see cref="WebhookGate"/>.</summary>
public sealed record WebhookGateOptions
{
    /// <summary>Where to ask: https, or http to this machine.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; init; }

    /// <summary>Environment variable that holds the secret requests are signed with; absent: not signed.</summary>
    [JsonPropertyName("secretFrom")]
    public string? SecretFrom { get; init; }

    /// <summary>Milliseconds until the server counts as failed, 50 to 30000. Absent means 2000.</summary>
    [JsonPropertyName("timeoutMs")]
    public int? TimeoutMs { get; init; }

    /// <summary>What a failed server means: <c>unsure</c> (default) or <c>pass</c>.</summary>
    [JsonPropertyName("onError")]
    public string? OnError { get; init; }

    /// <summary>Also send the client's request, whole.</summary>
    [JsonPropertyName("sendPrompt")]
    public bool SendPrompt { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
