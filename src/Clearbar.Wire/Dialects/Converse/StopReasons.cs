using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>Stop reasons as Converse spells them (AWS service model, bedrock-runtime 2026-07-31, StopReason).</summary>
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
            : cursor.Is("content_filtered"u8) ? StopReason.Refusal
            : cursor.Is("guardrail_intervened"u8) ? StopReason.GuardrailIntervened
            : cursor.Is("model_context_window_exceeded"u8) ? StopReason.ContextWindowExceeded
            : cursor.Is("malformed_model_output"u8) || cursor.Is("malformed_tool_use"u8) ? StopReason.Malformed
            : StopReason.Other;
    }

    /// <summary>The word for a reason; reasons the dialect has no word for become the nearest it has.</summary>
    public static string Of(Answer answer) => answer.StopReason switch
    {
        StopReason.ToolUse => "tool_use",
        StopReason.MaxTokens => "max_tokens",
        StopReason.StopSequence => "stop_sequence",
        StopReason.Refusal => "content_filtered",
        StopReason.GuardrailIntervened => "guardrail_intervened",
        StopReason.ContextWindowExceeded => "model_context_window_exceeded",
        StopReason.Malformed => "malformed_model_output",
        StopReason.Unknown when answer.ToolCalls.Count > 0 => "tool_use",
        _ => "end_turn",
    };
}
