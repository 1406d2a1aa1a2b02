using System.Text.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Why the model stopped, from one dialect's word to the other's.
/// <code>
/// Messages                        Converse
/// end_turn                        end_turn
/// stop_sequence                   stop_sequence
/// max_tokens                      max_tokens
/// tool_use                        tool_use
/// model_context_window_exceeded   model_context_window_exceeded
/// refusal                         content_filtered
/// refusal, category "guardrail"   guardrail_intervened
/// pause_turn, any other           end_turn                        ; one way
/// (an error)                      malformed_model_output, malformed_tool_use
/// </code>
/// Sources: Anthropic API reference, stop reasons, 2026; AWS service model, bedrock-runtime 2026-07-31, StopReason. The guardrail category
/// is the gateway's own: the Messages dialect has no word for an intervention.
/// </summary>
internal static class StopReasonWords
{
    public static ReadOnlySpan<byte> ToConverse(StopReason reason, bool isGuardrail) => reason switch
    {
        StopReason.ToolUse => "tool_use"u8,
        StopReason.MaxTokens => "max_tokens"u8,
        StopReason.StopSequence => "stop_sequence"u8,
        StopReason.Refusal => isGuardrail ? "guardrail_intervened"u8 : "content_filtered"u8,
        StopReason.ContextWindowExceeded => "model_context_window_exceeded"u8,
        _ => "end_turn"u8,
    };

    public static StopReason OfAnthropic(BodyNode word) =>
        word.Is("end_turn"u8) ? StopReason.EndTurn
        : word.Is("tool_use"u8) ? StopReason.ToolUse
        : word.Is("max_tokens"u8) ? StopReason.MaxTokens
        : word.Is("stop_sequence"u8) ? StopReason.StopSequence
        : word.Is("refusal"u8) ? StopReason.Refusal
        : word.Is("model_context_window_exceeded"u8) ? StopReason.ContextWindowExceeded
        : word.Exists ? StopReason.Other : StopReason.Unknown;

    public static StopReason OfConverse(BodyNode word) =>
        word.Is("tool_use"u8) ? StopReason.ToolUse
        : word.Is("max_tokens"u8) ? StopReason.MaxTokens
        : word.Is("stop_sequence"u8) ? StopReason.StopSequence
        : word.Is("content_filtered"u8) ? StopReason.Refusal
        : word.Is("guardrail_intervened"u8) ? StopReason.GuardrailIntervened
        : word.Is("model_context_window_exceeded"u8) ? StopReason.ContextWindowExceeded
        : word.Is("malformed_model_output"u8) || word.Is("malformed_tool_use"u8) ? StopReason.Malformed
        : StopReason.EndTurn;

    /// <summary>Writes what the Messages dialect says at the end of an answer; the reason is one of Converse's, and not a malformed
    /// output.</summary>
    /// <param name="json">Writes into a message, or into the delta of <c>message_delta</c>.</param>
    /// <param name="stopSequence">The sequence met, as JSON text; empty when it is not known.</param>
    public static void WriteAnthropic(Utf8JsonWriter json, StopReason reason, ReadOnlySpan<byte> stopSequence)
    {
        json.WriteString("stop_reason"u8, reason switch
        {
            StopReason.ToolUse => "tool_use"u8,
            StopReason.MaxTokens => "max_tokens"u8,
            StopReason.StopSequence => "stop_sequence"u8,
            StopReason.Refusal or StopReason.GuardrailIntervened => "refusal"u8,
            StopReason.ContextWindowExceeded => "model_context_window_exceeded"u8,
            _ => "end_turn"u8,
        });
        json.WritePropertyName("stop_sequence"u8);
        json.WriteRawValue(stopSequence.IsEmpty ? "null"u8 : stopSequence, skipInputValidation: true);
        json.WritePropertyName("stop_details"u8);
        var isGuardrail = reason == StopReason.GuardrailIntervened;
        json.WriteRawValue(
            isGuardrail ? "{\"type\":\"refusal\",\"category\":\"guardrail\",\"explanation\":null}"u8 : "null"u8,
            skipInputValidation: true);
        json.WriteNull("container"u8);
    }
}
