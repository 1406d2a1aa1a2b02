using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>Finish reasons as Chat Completions spells them (openai-node types, 2026).</summary>
internal static class FinishReasons
{
    /// <summary>Reads the reason at hand; a null leaves <paramref name="known"/>.</summary>
    public static StopReason Read(ref JsonCursor cursor, StopReason known)
    {
        if (cursor.Token != JsonTokenType.String)
        {
            return known;
        }

        return cursor.Is("stop"u8) ? StopReason.EndTurn
            : cursor.Is("tool_calls"u8) || cursor.Is("function_call"u8) ? StopReason.ToolUse
            : cursor.Is("length"u8) ? StopReason.MaxTokens
            : cursor.Is("content_filter"u8) ? StopReason.Refusal
            : StopReason.Other;
    }

    /// <summary>The word for a reason; the dialect has fewer of them, so several become <c>stop</c>.</summary>
    public static ReadOnlySpan<byte> Of(StopReason reason, bool hasToolCalls) => reason switch
    {
        StopReason.ToolUse => "tool_calls"u8,
        StopReason.MaxTokens or StopReason.ContextWindowExceeded => "length"u8,
        StopReason.Refusal or StopReason.GuardrailIntervened => "content_filter"u8,
        StopReason.Unknown when hasToolCalls => "tool_calls"u8,
        _ => "stop"u8,
    };
}
