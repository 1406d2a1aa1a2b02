namespace Clearbar.Wire;

/// <summary>A tool call in an answer. <paramref name="InputJson"/> is complete JSON text; a call without arguments is <c>{}</c>.</summary>
public readonly record struct ToolCall(string Id, string Name, string InputJson);

/// <summary>
/// What an upstream answered, read from its own bytes: enough to gate it, meter it and explain it.
/// The bytes themselves are relayed untouched and are not kept here.
/// </summary>
public sealed record Answer
{
    public string? MessageId { get; init; }

    /// <summary>The model the upstream says it used; null where the dialect does not say (Converse).</summary>
    public string? Model { get; init; }

    public StopReason StopReason { get; init; }

    /// <summary>All text blocks joined without a separator; thinking is not part of it.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    public bool HasThinking { get; init; }

    /// <summary>
    /// Fingerprints of the signatures of its thinking blocks, and of the data of encrypted ones (<see cref="ThinkingSignatures"/>): they tell which model
    /// a block comes from when a client sends it back.
    /// </summary>
    public IReadOnlyList<ulong> ThinkingSignatures { get; init; } = [];

    /// <summary>Tokens of thinking, a part of <see cref="TokenUsage.Output"/>; null when the upstream does not say.</summary>
    public long? ThinkingTokens { get; init; }

    public TokenUsage Usage { get; init; }

    /// <summary>False when the upstream never gave final counts (a cut stream, an error): then <see cref="Usage"/> is a lower bound.</summary>
    public bool UsageIsFinal { get; init; }

    /// <summary>Service tier the response reports (<c>standard</c>, <c>batch</c>, <c>priority</c> …), null when it does not.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Speed the response reports (<c>standard</c>, <c>fast</c>), null when it does not. Billing follows this, not the request.</summary>
    public string? Speed { get; init; }

    /// <summary>Inference geography the response reports (<c>us</c>, <c>global</c>), null when it does not.</summary>
    public string? InferenceGeo { get; init; }
}
