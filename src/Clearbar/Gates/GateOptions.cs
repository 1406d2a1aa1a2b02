using System.Text.Json;
using System.Text.Json.Serialization;
using Clearbar.Gates.Agreement;
using Clearbar.Gates.Judging;
using Clearbar.Gates.Scoring;
using Clearbar.Gates.Webhooks;

namespace Clearbar.Gates;

/// <summary>
/// One gate as written in the configuration: exactly one of its kinds, and <c>tool</c> beside some of them.
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

    [JsonPropertyName("score")]
    public ScoreGateOptions? Score { get; init; }

    /// <summary>A regular expression without look-around or back-references, searched in the answer's text.</summary>
    [JsonPropertyName("regex")]
    public string? Regex { get; init; }

    [JsonPropertyName("length")]
    public LengthGateOptions? Length { get; init; }

    [JsonPropertyName("toolCall")]
    public ToolCallGateOptions? ToolCall { get; init; }

    [JsonPropertyName("citations")]
    public CitationsGateOptions? Citations { get; init; }

    /// <summary>A condition over the answer's JSON.</summary>
    [JsonPropertyName("expression")]
    public string? Expression { get; init; }

    [JsonPropertyName("webhook")]
    public WebhookGateOptions? Webhook { get; init; }

    [JsonPropertyName("agreement")]
    public AgreementGateOptions? Agreement { get; init; }

    [JsonPropertyName("judge")]
    public JudgeGateOptions? Judge { get; init; }

    /// <summary>With a kind that reads members of JSON: judge the input of this tool's call instead of the text.</summary>
    [JsonPropertyName("tool")]
    public string? Tool { get; init; }

    /// <summary>Members this version does not know; each is reported as an error.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
