using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <summary>
/// Writes a whole Converse answer as one of the Messages dialect. Converse names neither a message nor a model: both are the reply's.
/// Sources: AWS service model, bedrock-runtime 2026-07-31, ConverseResponse; Anthropic API reference, <c>POST /v1/messages</c>.
/// </summary>
internal static class AnswerWriter
{
    /// <summary>Returns what is wrong with the answer; then what was written means nothing.</summary>
    public static WireFault? Write(IBufferWriter<byte> output, BodyNode answer, in CrossingReply reply)
    {
        var content = answer["output"u8]["message"u8]["content"u8];
        if (!content.IsArray)
        {
            return new WireFault("The answer has no content array.", "output.message.content");
        }

        var reason = StopReasonWords.OfConverse(answer["stopReason"u8]);
        if (reason == StopReason.Malformed)
        {
            return new WireFault("The model's output was malformed. Send the request again.", "stopReason");
        }

        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        Dialects.Anthropic.AnswerWriter.WriteHead(json, HeadOf(reply));
        json.WriteStartArray("content"u8);
        foreach (var block in content.Elements)
        {
            WriteBlock(json, block.OnlyMember);
        }

        json.WriteEndArray();
        StopReasonWords.WriteAnthropic(json, reason, StopSequenceOf(answer));
        json.WritePropertyName("usage"u8);
        WriteUsage(json, UsageOf(answer), ServiceTierOf(answer));
        json.WriteEndObject();
        return null;
    }

    public static Answer HeadOf(in CrossingReply reply) => new() { MessageId = "msg_" + reply.RequestId, Model = reply.Model };

    /// <summary>The sequence the model stopped at, as JSON text; it was asked for with the request.</summary>
    public static ReadOnlySpan<byte> StopSequenceOf(BodyNode answer) =>
        answer["additionalModelResponseFields"u8]["stop_sequence"u8] is { IsString: true } sequence ? sequence.Raw : default;

    public static TokenUsage UsageOf(BodyNode answer)
    {
        var draft = new UsageDraft();
        UsageCounts.ReadConverse(answer["usage"u8], draft);
        return draft.ToUsage();
    }

    /// <summary>The tier that served the request, in the Messages dialect's word; flex and reserved have none.</summary>
    public static string? ServiceTierOf(BodyNode answer)
    {
        var tier = answer["serviceTier"u8]["type"u8];
        return tier.Is("default"u8) ? "standard" : tier.Is("priority"u8) ? "priority" : null;
    }

    public static void WriteUsage(Utf8JsonWriter json, TokenUsage usage, string? serviceTier) =>
        Dialects.Anthropic.AnswerWriter.WriteUsage(json, new Answer { Usage = usage, ServiceTier = serviceTier }, usage.Output);

    private static void WriteBlock(Utf8JsonWriter json, BodyMember block)
    {
        if (block.Is("text"u8) && block.Value.IsFilledString)
        {
            AnthropicBlocks.WriteText(json, block.Value);
        }
        else if (block.Is("toolUse"u8))
        {
            AnthropicBlocks.WriteToolUse(json, block.Value, ToolIds.ToAnthropic(block.Value["toolUseId"u8].Text ?? "", out _));
        }
        else if (block.Is("reasoningContent"u8))
        {
            AnthropicBlocks.WriteReasoning(json, block.Value);
        }
        else if (block.Is("citationsContent"u8) && !JoinedText.IsEmpty(block.Value["content"u8]))
        {
            AnthropicBlocks.WriteCited(json, block.Value, block.Value["citations"u8].Elements.Following.Exists, CacheMarker.None, out _);
        }
    }
}
