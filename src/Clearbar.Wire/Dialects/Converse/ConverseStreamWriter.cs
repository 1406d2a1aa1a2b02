using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Bedrock;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Writes an answer the gateway made itself as the whole frame sequence of a stream: <c>messageStart</c>, the blocks, <c>messageStop</c>,
/// <c>metadata</c>; the grammar stands at <see cref="EventReader"/>.
/// </summary>
internal static class ConverseStreamWriter
{
    public static void Write(IBufferWriter<byte> output, Answer answer)
    {
        var payload = new ArrayBufferWriter<byte>();
        using var json = JsonWriting.Open(payload);
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        End(output, payload, json, Words.MessageStart);
        var index = 0;
        if (answer.Text.Length > 0)
        {
            WriteText(output, payload, json, index++, answer.Text);
        }

        foreach (var call in answer.ToolCalls)
        {
            WriteToolCall(output, payload, json, index++, call);
        }

        json.WriteStartObject();
        json.WriteString("stopReason"u8, StopReasons.Of(answer));
        End(output, payload, json, Words.MessageStop);
        json.WriteStartObject();
        AnswerWriter.WriteMetadata(json, answer);
        End(output, payload, json, Words.Metadata);
    }

    // A text block has no contentBlockStart.
    private static void WriteText(IBufferWriter<byte> output, ArrayBufferWriter<byte> payload, Utf8JsonWriter json, int index, string text)
    {
        Begin(json, index);
        json.WriteStartObject("delta"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
        End(output, payload, json, Words.ContentBlockDelta);
        Begin(json, index);
        End(output, payload, json, Words.ContentBlockStop);
    }

    private static void WriteToolCall(
        IBufferWriter<byte> output, ArrayBufferWriter<byte> payload, Utf8JsonWriter json, int index, ToolCall call)
    {
        Begin(json, index);
        json.WriteStartObject("start"u8);
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WriteEndObject();
        json.WriteEndObject();
        End(output, payload, json, Words.ContentBlockStart);
        Begin(json, index);
        json.WriteStartObject("delta"u8);
        json.WriteStartObject("toolUse"u8);
        json.WriteString("input"u8, call.InputJson);
        json.WriteEndObject();
        json.WriteEndObject();
        End(output, payload, json, Words.ContentBlockDelta);
        Begin(json, index);
        End(output, payload, json, Words.ContentBlockStop);
    }

    private static void Begin(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject();
        json.WriteNumber("contentBlockIndex"u8, index);
    }

    private static void End(IBufferWriter<byte> output, ArrayBufferWriter<byte> payload, Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteString("p"u8, FramePadding.Next());
        json.WriteEndObject();
        json.Flush();
        EventStreamWriter.WriteEvent(output, type, payload.WrittenSpan);
        payload.ResetWrittenCount();
        json.Reset();
    }
}
