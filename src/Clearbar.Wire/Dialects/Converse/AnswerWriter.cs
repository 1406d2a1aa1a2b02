using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>Writes an answer the gateway made itself as a whole answer; the grammar stands at <see cref="AnswerReader"/>.</summary>
internal static class AnswerWriter
{
    public static void Write(IBufferWriter<byte> output, Answer answer)
    {
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        json.WriteStartObject("output"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        WriteContent(json, answer);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("stopReason"u8, StopReasons.Of(answer));
        WriteMetadata(json, answer);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes usage, metrics and service tier. The latency is that of the model, in milliseconds; no model was called, so it is 0.
    /// </summary>
    public static void WriteMetadata(Utf8JsonWriter json, Answer answer)
    {
        WriteUsage(json, answer.Usage);
        json.WriteStartObject("metrics"u8);
        json.WriteNumber("latencyMs"u8, 0);
        json.WriteEndObject();
        if (answer.ServiceTier is not null)
        {
            json.WriteStartObject("serviceTier"u8);
            json.WriteString("type"u8, answer.ServiceTier);
            json.WriteEndObject();
        }
    }

    private static void WriteContent(Utf8JsonWriter json, Answer answer)
    {
        if (answer.Text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, answer.Text);
            json.WriteEndObject();
        }

        foreach (var call in answer.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteStartObject("toolUse"u8);
            json.WriteString("toolUseId"u8, call.Id);
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("input"u8);
            json.WriteRawValue(call.InputJson);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("inputTokens"u8, usage.Input);
        json.WriteNumber("outputTokens"u8, usage.Output);
        json.WriteNumber("totalTokens"u8, usage.Total);
        json.WriteNumber("cacheReadInputTokens"u8, usage.CacheRead);
        json.WriteNumber("cacheWriteInputTokens"u8, usage.CacheWrite5m + usage.CacheWrite1h);
        if (usage.CacheWrite5m + usage.CacheWrite1h > 0)
        {
            // The service lists the longer time to live first.
            json.WriteStartArray("cacheDetails"u8);
            WriteDetail(json, "1h"u8, usage.CacheWrite1h);
            WriteDetail(json, "5m"u8, usage.CacheWrite5m);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, ReadOnlySpan<byte> ttl, long tokens)
    {
        if (tokens == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("ttl"u8, ttl);
        json.WriteNumber("inputTokens"u8, tokens);
        json.WriteEndObject();
    }
}
