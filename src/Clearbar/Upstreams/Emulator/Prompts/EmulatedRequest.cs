using System.Text.Json;
using Clearbar.Upstreams.Emulator.Models;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// What a request asks, whichever dialect it came in: enough to check it, count it, cache it and answer it. Elements point into the
/// request's document and live as long as it does.
/// </summary>
internal sealed class EmulatedRequest
{
    public required EmulatedModel Model { get; init; }

    /// <summary>Bought on Bedrock in whatever dialect, not from the Anthropic API.</summary>
    public required bool Bedrock { get; init; }

    /// <summary>What the quota of the call is counted under: the Bedrock id with its profile prefix, or the Anthropic id.</summary>
    public required string QuotaName { get; init; }

    /// <summary>How ids of tool calls begin in the dialect.</summary>
    public string ToolIdPrefix { get; init; } = "toolu_01";

    /// <summary>OpenAI's <c>stream_options.include_usage</c>.</summary>
    public bool WantsUsageInStream { get; set; }

    public bool Stream { get; set; }

    public int MaxTokens { get; set; }

    public List<PromptBlock> Blocks { get; } = new(16);

    /// <summary>Every prompt token, cached or not.</summary>
    public int PromptTokens => Blocks.Count == 0 ? 0 : Blocks[^1].TokensThrough;

    /// <summary>Hash of the whole prompt: with the seed it decides the answer.</summary>
    public UInt128 PromptHash => Blocks.Count == 0 ? UInt128.Zero : Blocks[^1].Prefix;

    public int MarkerCount { get; set; }

    /// <summary>A one-hour marker stands after a five-minute one.</summary>
    public bool MarkersOutOfOrder { get; set; }

    public bool HasOneHourMarker { get; set; }

    public ThinkingMode Thinking { get; set; }

    public int ThinkingBudget { get; set; }

    /// <summary>The request's own wish about showing thinking; null when it says nothing.</summary>
    public string? ThinkingDisplay { get; set; }

    public string? Effort { get; set; }

    /// <summary>Names and input schemas of the tools the caller runs; server tools are not among them.</summary>
    public List<(string Name, JsonElement Schema)> Tools { get; } = [];

    /// <summary>The request defines tools of any kind.</summary>
    public bool DefinesTools { get; set; }

    public ToolChoice ToolChoice { get; set; }

    public string? ToolChoiceName { get; set; }

    /// <summary>The caller forbids two tool calls in one answer.</summary>
    public bool OneCallOnly { get; set; }

    /// <summary>JSON Schema the answer's text must obey; undefined when there is none.</summary>
    public JsonElement OutputSchema { get; set; }

    public List<string> StopSequences { get; } = [];

    public bool LastRoleIsAssistant { get; set; }

    /// <summary>The last message brings a tool's result.</summary>
    public bool EndsWithToolResult { get; set; }

    /// <summary>Hash of the last user message's text, the key of an answer sheet; zero when it has none.</summary>
    public UInt128 LastUserTextHash { get; set; }

    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    public bool HasTopK { get; set; }

    /// <summary>Converse: the caller wants the matched stop sequence under <c>additionalModelResponseFields</c>.</summary>
    public bool WantsStopSequenceField { get; set; }

    /// <summary>Whether the model thinks on this request: asked for, or impossible to switch off.</summary>
    public bool Thinks => Thinking is ThinkingMode.Budgeted or ThinkingMode.Adaptive
        || (Model.AlwaysThinks && Thinking == ThinkingMode.Absent);
}
