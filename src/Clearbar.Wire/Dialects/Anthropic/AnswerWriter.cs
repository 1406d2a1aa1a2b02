using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>Writes an answer the gateway made itself as a whole answer; the grammar stands at <see cref="AnswerReader"/>.</summary>
internal static class AnswerWriter
{
    public static void Write(IBufferWriter<byte> output, Answer answer)
    {
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        WriteHead(json, answer);
        json.WriteStartArray("content"u8);
        if (answer.Text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, answer.Text);
            json.WriteEndObject();
        }

        foreach (var call in answer.ToolCalls)
        {
            WriteToolUse(json, call, call.InputJson);
        }

        json.WriteEndArray();
        WriteStop(json, StopReasons.Of(answer));
        json.WritePropertyName("usage"u8);
        WriteUsage(json, answer, answer.Usage.Output);
        json.WriteEndObject();
    }

    public static void WriteHead(Utf8JsonWriter json, Answer answer)
    {
        json.WriteString("id"u8, answer.MessageId ?? "msg_" + RandomNumberGenerator.GetHexString(24, lowercase: true));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, answer.Model ?? "");
    }

    public static void WriteToolUse(Utf8JsonWriter json, ToolCall call, string inputJson)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("input"u8);
        json.WriteRawValue(inputJson);
        json.WriteEndObject();
    }

    // Nullable members are written as null: the typed clients declare them as present.
    public static void WriteStop(Utf8JsonWriter json, string? reason)
    {
        json.WriteString("stop_reason"u8, reason);
        json.WriteNull("stop_sequence"u8);
        json.WriteNull("stop_details"u8);
        json.WriteNull("container"u8);
    }

    public static void WriteUsage(Utf8JsonWriter json, Answer answer, long output)
    {
        var usage = answer.Usage;
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, usage.Input);
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWrite5m + usage.CacheWrite1h);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead);
        json.WriteStartObject("cache_creation"u8);
        json.WriteNumber("ephemeral_5m_input_tokens"u8, usage.CacheWrite5m);
        json.WriteNumber("ephemeral_1h_input_tokens"u8, usage.CacheWrite1h);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, output);
        if (answer.ThinkingTokens is { } thinking)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, Math.Min(thinking, output));
            json.WriteEndObject();
        }

        WriteIfKnown(json, "service_tier"u8, answer.ServiceTier);
        WriteIfKnown(json, "inference_geo"u8, answer.InferenceGeo);
        WriteIfKnown(json, "speed"u8, answer.Speed);
        json.WriteEndObject();
    }

    private static void WriteIfKnown(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
