using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Invoke;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.InvokeToAnthropic;

/// <summary>
/// Turns the events of a Messages stream into the <c>chunk</c> frames of an InvokeModel stream, each event's JSON as it came. Only the
/// last one is written anew, because the service adds its metrics there; so is an event whose JSON does not say the type that its name
/// says, for the name does not travel along.
/// <code>
/// metrics = "amazon-bedrock-invocationMetrics": { "inputTokenCount", "outputTokenCount", "invocationLatency", "firstByteLatency",
///                                                 "cacheReadInputTokenCount", "cacheWriteInputTokenCount" }
/// </code>
/// Latencies are the model's, in milliseconds, which this dialect's upstream does not say: they are 0.
/// </summary>
internal sealed class EventsToChunks : SseEventCrossing
{
    private readonly FrameWriter _frames = new();
    private readonly AnswerDraft _draft = new();

    protected override void Translate(ReadOnlySpan<byte> type, BodyNode data, IBufferWriter<byte> output)
    {
        if (type.SequenceEqual("message_start"u8))
        {
            UsageCounts.ReadAnthropic(data["message"u8]["usage"u8], _draft);
        }
        else if (type.SequenceEqual("message_delta"u8))
        {
            UsageCounts.ReadAnthropic(data["usage"u8], _draft);
        }

        var isStop = type.SequenceEqual("message_stop"u8);
        WriteChunk(isStop || !data["type"u8].Is(type) ? Rewrite(type, data, isStop) : data.Raw, output);
        if (isStop)
        {
            Complete();
        }
    }

    private void WriteChunk(ReadOnlySpan<byte> messageEvent, IBufferWriter<byte> output)
    {
        _frames.Begin().WriteBase64String("bytes"u8, messageEvent);
        _frames.End(output, InvokeChunk.EventType);
    }

    private ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> type, BodyNode data, bool isStop)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        foreach (var member in data.Members)
        {
            if (!member.Is("type"u8))
            {
                json.WriteCopy(member);
            }
        }

        if (isStop)
        {
            WriteMetrics(json, _draft.Usage.ToUsage());
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan;
    }

    private static void WriteMetrics(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("amazon-bedrock-invocationMetrics"u8);
        json.WriteNumber("inputTokenCount"u8, usage.Input);
        json.WriteNumber("outputTokenCount"u8, usage.Output);
        json.WriteNumber("invocationLatency"u8, 0);
        json.WriteNumber("firstByteLatency"u8, 0);
        json.WriteNumber("cacheReadInputTokenCount"u8, usage.CacheRead);
        json.WriteNumber("cacheWriteInputTokenCount"u8, usage.CacheWrite5m + usage.CacheWrite1h);
        json.WriteEndObject();
    }
}
