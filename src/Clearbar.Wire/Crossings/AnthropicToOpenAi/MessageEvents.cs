using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Anthropic;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <summary>
/// Writes the events of one Messages stream as its pieces become known, one block open at a time; the grammar stands at
/// <see cref="EventReader"/>.
/// </summary>
internal sealed class MessageEvents
{
    // One writer is reset for each event; compact JSON holds no line break, so it goes straight into the data field.
    private readonly Utf8JsonWriter _json = JsonWriting.Open(new ArrayBufferWriter<byte>(1));
    private int _index = -1;

    public bool HasStarted { get; private set; }

    public bool IsTextOpen { get; private set; }

    public bool IsToolOpen { get; private set; }

    public void StartMessage(IBufferWriter<byte> output, Answer answer)
    {
        HasStarted = true;
        Begin(output, Words.MessageStart);
        _json.WriteStartObject("message"u8);
        AnswerWriter.WriteHead(_json, answer);
        _json.WriteStartArray("content"u8);
        _json.WriteEndArray();
        AnswerWriter.WriteStop(_json, reason: null);
        _json.WritePropertyName("usage"u8);
        AnswerWriter.WriteUsage(_json, answer with { Usage = default, ThinkingTokens = null }, 0);
        _json.WriteEndObject();
        End(output);
    }

    public void StartText(IBufferWriter<byte> output)
    {
        BeginBlock(output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, "text"u8);
        _json.WriteString("text"u8, ""u8);
        _json.WriteEndObject();
        End(output);
        IsTextOpen = true;
    }

    public void StartTool(IBufferWriter<byte> output, string id, string name)
    {
        BeginBlock(output);
        AnswerWriter.WriteToolUse(_json, new ToolCall(id, name, "{}"), "{}");
        End(output);
        IsToolOpen = true;
    }

    /// <param name="text">A JSON string.</param>
    public void WriteText(IBufferWriter<byte> output, JsonValue text) => WriteDelta(output, "text_delta"u8, "text"u8, text);

    /// <param name="piece">A JSON string whose text is a piece of the input.</param>
    public void WriteInput(IBufferWriter<byte> output, ReadOnlySpan<byte> piece) =>
        WriteDelta(output, "input_json_delta"u8, "partial_json"u8, new JsonValue(piece));

    /// <param name="input">The input as JSON itself.</param>
    public void WriteWholeInput(IBufferWriter<byte> output, ReadOnlySpan<byte> input)
    {
        BeginDelta(output, "input_json_delta"u8);
        _json.WriteString("partial_json"u8, input);
        _json.WriteEndObject();
        End(output);
    }

    /// <summary>Closes the block that is open, if one is.</summary>
    public void CloseBlock(IBufferWriter<byte> output)
    {
        if (!IsTextOpen && !IsToolOpen)
        {
            return;
        }

        IsTextOpen = false;
        IsToolOpen = false;
        Begin(output, Words.ContentBlockStop);
        _json.WriteNumber("index"u8, _index);
        End(output);
    }

    /// <summary>Writes the reason and the counts, and the event that ends the stream.</summary>
    public void Finish(IBufferWriter<byte> output, Answer answer)
    {
        Begin(output, Words.MessageDelta);
        _json.WriteStartObject("delta"u8);
        AnswerWriter.WriteStop(_json, StopReasons.Of(answer));
        _json.WriteEndObject();
        _json.WritePropertyName("usage"u8);
        AnswerWriter.WriteUsage(_json, answer, answer.Usage.Output);
        End(output);
        Begin(output, Words.MessageStop);
        End(output);
    }

    private void WriteDelta(IBufferWriter<byte> output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, JsonValue text)
    {
        BeginDelta(output, type);
        _json.WriteMember(member, text);
        _json.WriteEndObject();
        End(output);
    }

    private void BeginBlock(IBufferWriter<byte> output)
    {
        _index++;
        Begin(output, Words.ContentBlockStart);
        _json.WriteNumber("index"u8, _index);
        _json.WritePropertyName("content_block"u8);
    }

    private void BeginDelta(IBufferWriter<byte> output, ReadOnlySpan<byte> type)
    {
        Begin(output, Words.ContentBlockDelta);
        _json.WriteNumber("index"u8, _index);
        _json.WriteStartObject("delta"u8);
        _json.WriteString("type"u8, type);
    }

    private void Begin(IBufferWriter<byte> output, ReadOnlySpan<byte> type)
    {
        SseWriter.BeginEvent(output, type);
        output.Write("data: "u8);
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void End(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        SseWriter.EndEvent(output);
    }
}
