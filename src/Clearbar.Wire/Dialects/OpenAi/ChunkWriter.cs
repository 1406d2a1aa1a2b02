using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Writes the chunks of one stream; the grammar stands at <see cref="OpenAiStreamReader"/>. All chunks bear the same id, model and time;
/// while counts are to come, every chunk before them says <c>"usage": null</c>.
/// </summary>
internal sealed class ChunkWriter(string id, string model, DateTimeOffset created, bool includeUsage)
{
    // One writer is reset for each chunk; compact JSON holds no line break, so it goes straight into the data field.
    private readonly Utf8JsonWriter _json = JsonWriting.Open(new ArrayBufferWriter<byte>(1));

    /// <summary>Begins a chunk and leaves the writer inside the <c>delta</c> object.</summary>
    public Utf8JsonWriter BeginDelta(IBufferWriter<byte> output)
    {
        BeginChunk(output);
        _json.WriteStartArray("choices"u8);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, 0);
        _json.WriteStartObject("delta"u8);
        return _json;
    }

    /// <summary>Ends the <c>delta</c> object and its chunk.</summary>
    public void EndDelta(IBufferWriter<byte> output, ReadOnlySpan<byte> finishReason = default)
    {
        _json.WriteEndObject();
        _json.WriteNull("logprobs"u8);
        if (finishReason.IsEmpty)
        {
            _json.WriteNull("finish_reason"u8);
        }
        else
        {
            _json.WriteString("finish_reason"u8, finishReason);
        }

        _json.WriteEndObject();
        _json.WriteEndArray();
        if (includeUsage)
        {
            _json.WriteNull("usage"u8);
        }

        EndChunk(output);
    }

    /// <summary>Begins the tool call of this index inside a delta; <see cref="EndToolCall"/> closes what it opened.</summary>
    public Utf8JsonWriter BeginToolCall(IBufferWriter<byte> output, int index)
    {
        var json = BeginDelta(output);
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        return json;
    }

    public void EndToolCall(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.WriteEndArray();
        EndDelta(output);
    }

    public void WriteRole(IBufferWriter<byte> output)
    {
        var json = BeginDelta(output);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, ""u8);
        EndDelta(output);
    }

    /// <summary>Writes the chunk without choices that carries the counts, if they were asked for.</summary>
    public void WriteUsage(IBufferWriter<byte> output, Answer answer)
    {
        if (!includeUsage)
        {
            return;
        }

        BeginChunk(output);
        _json.WriteStartArray("choices"u8);
        _json.WriteEndArray();
        _json.WritePropertyName("usage"u8);
        AnswerWriter.WriteUsage(_json, answer);
        AnswerWriter.WriteServiceTier(_json, answer);
        EndChunk(output);
    }

    public static void WriteDone(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        output.Write(Words.Done);
        SseWriter.EndEvent(output);
    }

    private void BeginChunk(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        _json.Reset(output);
        _json.WriteStartObject();
        AnswerWriter.WriteHead(_json, "chat.completion.chunk"u8, id, model, created);
    }

    private void EndChunk(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        SseWriter.EndEvent(output);
    }
}
