using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Anthropic;
using Clearbar.Wire.Dialects.Bedrock;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.Invoke;

/// <summary>
/// Writes an answer the gateway made itself as the whole frame sequence of a stream: the events of the Messages dialect, each in a
/// <c>chunk</c> (grammar at <see cref="InvokeChunk"/>); <c>message_stop</c> also carries the service's metrics.
/// <code>
/// metrics = "amazon-bedrock-invocationMetrics": { "inputTokenCount", "outputTokenCount", "invocationLatency", "firstByteLatency",
///                                                 "cacheReadInputTokenCount", "cacheWriteInputTokenCount" }
/// </code>
/// Latencies are those of the model, in milliseconds; no model was called, so they are 0.
/// </summary>
internal static class InvokeStreamWriter
{
    public static void Write(IBufferWriter<byte> output, Answer answer)
    {
        var events = new ArrayBufferWriter<byte>();
        AnthropicStreamWriter.Write(events, answer);
        var payload = new ArrayBufferWriter<byte>();
        using var json = JsonWriting.Open(payload);
        var unread = events.WrittenSpan;
        while (SseReader.TryReadEvent(unread, out var sse))
        {
            var isStop = sse.Name.SequenceEqual(Words.MessageStop);
            WriteChunk(output, payload, json, isStop ? StopWithMetrics(answer.Usage) : sse.Data);
            unread = unread[sse.TotalLength..];
        }
    }

    private static void WriteChunk(IBufferWriter<byte> output, ArrayBufferWriter<byte> payload, Utf8JsonWriter json, ReadOnlySpan<byte> messageEvent)
    {
        json.WriteStartObject();
        json.WriteBase64String("bytes"u8, messageEvent);
        json.WriteString("p"u8, FramePadding.Next());
        json.WriteEndObject();
        json.Flush();
        EventStreamWriter.WriteEvent(output, InvokeChunk.EventType, payload.WrittenSpan);
        payload.ResetWrittenCount();
        json.Reset();
    }

    private static ReadOnlySpan<byte> StopWithMetrics(TokenUsage usage)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        json.WriteString("type"u8, Words.MessageStop);
        json.WriteStartObject("amazon-bedrock-invocationMetrics"u8);
        json.WriteNumber("inputTokenCount"u8, usage.Input);
        json.WriteNumber("outputTokenCount"u8, usage.Output);
        json.WriteNumber("invocationLatency"u8, 0);
        json.WriteNumber("firstByteLatency"u8, 0);
        json.WriteNumber("cacheReadInputTokenCount"u8, usage.CacheRead);
        json.WriteNumber("cacheWriteInputTokenCount"u8, usage.CacheWrite5m + usage.CacheWrite1h);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan;
    }
}
