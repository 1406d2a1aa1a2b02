using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>Writes an answer as a whole answer; the grammar stands at <see cref="AnswerReader"/>.</summary>
internal static class AnswerWriter
{
    public static void Write(IBufferWriter<byte> output, Answer answer, DateTimeOffset created)
    {
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        WriteHead(json, "chat.completion"u8, IdOf(answer), answer.Model ?? "", created);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        WriteMessage(json, answer);
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, FinishReasons.Of(answer.StopReason, answer.ToolCalls.Count > 0));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WritePropertyName("usage"u8);
        WriteUsage(json, answer);
        WriteServiceTier(json, answer);
        json.WriteEndObject();
    }

    public static string IdOf(Answer answer) => answer.MessageId ?? "chatcmpl-" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    public static void WriteHead(Utf8JsonWriter json, ReadOnlySpan<byte> type, string id, string model, DateTimeOffset created)
    {
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, type);
        json.WriteNumber("created"u8, created.ToUnixTimeSeconds());
        json.WriteString("model"u8, model);
    }

    // The time to live of a cache write has no place here, so both count as one.
    public static void WriteUsage(Utf8JsonWriter json, Answer answer)
    {
        var usage = answer.Usage;
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, usage.Prompt);
        json.WriteNumber("completion_tokens"u8, usage.Output);
        json.WriteNumber("total_tokens"u8, usage.Total);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CacheRead);
        json.WriteNumber("cache_write_tokens"u8, usage.CacheWrite5m + usage.CacheWrite1h);
        json.WriteEndObject();
        if (answer.ThinkingTokens is { } thinking)
        {
            json.WriteStartObject("completion_tokens_details"u8);
            json.WriteNumber("reasoning_tokens"u8, thinking);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void WriteServiceTier(Utf8JsonWriter json, Answer answer)
    {
        if (answer.ServiceTier is { } tier)
        {
            json.WriteString("service_tier"u8, tier);
        }
    }

    public static void WriteToolCall(Utf8JsonWriter json, ToolCall call)
    {
        json.WriteString("id"u8, call.Id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, call.InputJson);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);

        // Content is null only beside tool calls: clients print it without asking.
        json.WriteString("content"u8, answer.Text.Length == 0 && answer.ToolCalls.Count > 0 ? null : answer.Text);
        json.WriteNull("refusal"u8);
        if (answer.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in answer.ToolCalls)
            {
                json.WriteStartObject();
                WriteToolCall(json, call);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
