using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Writes an answer the gateway made itself as the whole event sequence of a stream: <c>message_start</c>, the blocks,
/// <c>message_delta</c>, <c>message_stop</c>; the grammar stands at <see cref="EventReader"/>.
/// </summary>
internal static class AnthropicStreamWriter
{
    public static void Write(IBufferWriter<byte> output, Answer answer)
    {
        // One writer is reset for each event; compact JSON holds no line break, so it goes straight into the data field.
        using var json = JsonWriting.Open(output);
        WriteMessageStart(output, json, answer);
        var index = 0;
        if (answer.Text.Length > 0)
        {
            WriteText(output, json, index++, answer.Text);
        }

        foreach (var call in answer.ToolCalls)
        {
            WriteToolCall(output, json, index++, call);
        }

        WriteMessageDelta(output, json, answer);
        Begin(output, json, Words.MessageStop);
        End(output, json);
    }

    private static void WriteMessageStart(IBufferWriter<byte> output, Utf8JsonWriter json, Answer answer)
    {
        Begin(output, json, Words.MessageStart);
        json.WriteStartObject("message"u8);
        AnswerWriter.WriteHead(json, answer);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        AnswerWriter.WriteStop(json, reason: null);
        json.WritePropertyName("usage"u8);
        AnswerWriter.WriteUsage(json, answer, Math.Min(1, answer.Usage.Output));
        json.WriteEndObject();
        End(output, json);
    }

    private static void WriteText(IBufferWriter<byte> output, Utf8JsonWriter json, int index, string text)
    {
        BeginBlock(output, json, index);
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, ""u8);
        json.WriteEndObject();
        End(output, json);
        WriteDelta(output, json, index, "text_delta"u8, "text"u8, text);
        EndBlock(output, json, index);
    }

    private static void WriteToolCall(IBufferWriter<byte> output, Utf8JsonWriter json, int index, ToolCall call)
    {
        BeginBlock(output, json, index);
        AnswerWriter.WriteToolUse(json, call, "{}");
        End(output, json);
        WriteDelta(output, json, index, "input_json_delta"u8, "partial_json"u8, call.InputJson);
        EndBlock(output, json, index);
    }

    private static void WriteMessageDelta(IBufferWriter<byte> output, Utf8JsonWriter json, Answer answer)
    {
        Begin(output, json, Words.MessageDelta);
        json.WriteStartObject("delta"u8);
        AnswerWriter.WriteStop(json, StopReasons.Of(answer));
        json.WriteEndObject();
        json.WritePropertyName("usage"u8);
        AnswerWriter.WriteUsage(json, answer, answer.Usage.Output);
        End(output, json);
    }

    private static void BeginBlock(IBufferWriter<byte> output, Utf8JsonWriter json, int index)
    {
        Begin(output, json, Words.ContentBlockStart);
        json.WriteNumber("index"u8, index);
        json.WritePropertyName("content_block"u8);
    }

    private static void WriteDelta(
        IBufferWriter<byte> output, Utf8JsonWriter json, int index, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, string text)
    {
        Begin(output, json, Words.ContentBlockDelta);
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        json.WriteString(member, text);
        json.WriteEndObject();
        End(output, json);
    }

    private static void EndBlock(IBufferWriter<byte> output, Utf8JsonWriter json, int index)
    {
        Begin(output, json, Words.ContentBlockStop);
        json.WriteNumber("index"u8, index);
        End(output, json);
    }

    private static void Begin(IBufferWriter<byte> output, Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        SseWriter.BeginEvent(output, type);
        output.Write("data: "u8);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
    }

    private static void End(IBufferWriter<byte> output, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        SseWriter.EndEvent(output);
    }
}
