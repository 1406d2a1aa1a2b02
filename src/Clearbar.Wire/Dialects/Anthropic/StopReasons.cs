using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>Stop reasons as the Messages dialect spells them (Anthropic API reference, 2026).</summary>
internal static class StopReasons
{
    /// <summary>Reads the reason at hand; a null leaves <paramref name="known"/>.</summary>
    public static StopReason Read(ref JsonCursor cursor, StopReason known)
    {
        if (cursor.Token != JsonTokenType.String)
        {
            return known;
        }

        return cursor.Is("end_turn"u8) ? StopReason.EndTurn
            : cursor.Is("tool_use"u8) ? StopReason.ToolUse
            : cursor.Is("max_tokens"u8) ? StopReason.MaxTokens
            : cursor.Is("stop_sequence"u8) ? StopReason.StopSequence
            : cursor.Is("pause_turn"u8) ? StopReason.PauseTurn
            : cursor.Is("refusal"u8) ? StopReason.Refusal
            : cursor.Is("model_context_window_exceeded"u8) ? StopReason.ContextWindowExceeded
            : StopReason.Other;
    }

    /// <summary>The word for a reason; reasons the dialect has no word for become the nearest it has.</summary>
    public static string Of(Answer answer) => answer.StopReason switch
    {
        StopReason.ToolUse => "tool_use",
        StopReason.MaxTokens => "max_tokens",
        StopReason.StopSequence => "stop_sequence",
        StopReason.PauseTurn => "pause_turn",
        StopReason.Refusal or StopReason.GuardrailIntervened => "refusal",
        StopReason.ContextWindowExceeded => "model_context_window_exceeded",
        StopReason.Unknown when answer.ToolCalls.Count > 0 => "tool_use",
        _ => "end_turn",
    };
}
