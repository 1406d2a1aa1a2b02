namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>An answer before it takes a dialect's shape: thinking first, then text or tool calls.</summary>
internal sealed record EmulatedAnswer
{
    public bool HasThinking { get; init; }

    /// <summary>What is shown of the thinking; empty when the caller asked to omit it.</summary>
    public string Thinking { get; init; } = "";

    /// <summary>Opaque text that a real service would verify when the block comes back.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Tokens thought, inside <see cref="OutputTokens"/>; more than what is shown.</summary>
    public int ThinkingTokens { get; init; }

    public string? Text { get; init; }

    /// <summary>Empty when the answer is in words.</summary>
    public IReadOnlyList<EmulatedToolCall> ToolCalls { get; init; } = [];

    /// <summary>In the words of the Anthropic API.</summary>
    public string StopReason { get; init; } = "end_turn";

    public string? StopSequence { get; init; }

    public int OutputTokens { get; init; }
}
