namespace Clearbar.Wire;

/// <summary>Why the model stopped, in Anthropic's words; <see cref="Other"/> keeps a reason this version does not know.</summary>
public enum StopReason : byte
{
    Unknown,
    EndTurn,
    MaxTokens,
    StopSequence,
    ToolUse,
    PauseTurn,
    Refusal,
    ContextWindowExceeded,
    GuardrailIntervened,
    Malformed,
    Other,
}
