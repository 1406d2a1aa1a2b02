using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <summary>
/// Writes a whole Messages answer as one of Converse. Blocks of tools that run on Anthropic's servers cannot come, because no request of
/// Converse can ask for them; should one come, it is left out, as is empty text, which Converse refuses when it is sent back.
/// Sources: Anthropic API reference, <c>POST /v1/messages</c>; AWS service model, bedrock-runtime 2026-07-31, ConverseResponse.
/// </summary>
internal static class AnswerWriter
{
    /// <summary>Returns what is wrong with the answer; then what was written means nothing.</summary>
    public static WireFault? Write(IBufferWriter<byte> output, BodyNode message)
    {
        if (!message["content"u8].IsArray)
        {
            return new WireFault("The answer has no content array.", "content");
        }

        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        json.WriteStartObject("output"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        foreach (var block in message["content"u8].Elements)
        {
            WriteBlock(json, block);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        WriteStop(json, message["stop_reason"u8], message["stop_sequence"u8], message["stop_details"u8]);
        var draft = new AnswerDraft();
        UsageCounts.ReadAnthropic(message["usage"u8], draft);
        WriteMetadata(json, draft);
        json.WriteEndObject();
        return null;
    }

    /// <summary>
    /// Writes usage, metrics and service tier. The latency, in milliseconds, is the model's, which this upstream does not say, so it is 0.
    /// </summary>
    public static void WriteMetadata(Utf8JsonWriter json, AnswerDraft draft)
    {
        var tier = draft.ServiceTier switch { "standard" => "default", "priority" => "priority", _ => null };
        Dialects.Converse.AnswerWriter.WriteMetadata(json, new Answer { Usage = draft.Usage.ToUsage(), ServiceTier = tier });
    }

    /// <summary>Writes why the model stopped, and the sequence it stopped at, where Claude's own body on Bedrock has it.</summary>
    public static void WriteStop(Utf8JsonWriter json, BodyNode reason, BodyNode sequence, BodyNode details)
    {
        json.WriteString(
            "stopReason"u8, StopReasonWords.ToConverse(StopReasonWords.OfAnthropic(reason), details["category"u8].Is("guardrail"u8)));
        WriteStopSequence(json, sequence.IsString ? sequence.Raw : default);
    }

    /// <summary>Writes the sequence the model stopped at, given as JSON text.</summary>
    public static void WriteStopSequence(Utf8JsonWriter json, ReadOnlySpan<byte> sequence)
    {
        if (sequence.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("additionalModelResponseFields"u8);
        json.WritePropertyName("stop_sequence"u8);
        json.WriteRawValue(sequence, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, BodyNode block)
    {
        var type = block["type"u8];
        if (type.Is("text"u8) && block["text"u8].IsFilledString)
        {
            ConverseBlocks.WriteText(json, block, out _);
        }
        else if (type.Is("tool_use"u8))
        {
            ConverseBlocks.WriteToolUse(json, block, ToolIds.ToConverse(block["id"u8].Text ?? "", out _));
        }
        else if (type.Is("thinking"u8))
        {
            ConverseBlocks.WriteThinking(json, block);
        }
        else if (type.Is("redacted_thinking"u8))
        {
            ConverseBlocks.WriteRedacted(json, block);
        }
    }
}
