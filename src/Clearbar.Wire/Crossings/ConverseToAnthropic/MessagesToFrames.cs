using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Converse;

namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <summary>
/// Turns the events of a Messages stream into the frames of a Converse stream.
/// <code>
/// message_start                    messageStart
/// content_block_start (tool_use)   contentBlockStart               ; other blocks begin with their first delta
/// text_delta / thinking_delta / signature_delta / citations_delta / input_json_delta      contentBlockDelta
/// content_block_stop               contentBlockStop
/// message_delta                    (kept: the stop reason and the counts)
/// message_stop                     messageStop metadata
/// ping, other                      (nothing)
/// </code>
/// A block is numbered when its first frame leaves, so blocks that Converse has no word for, and empty ones, leave no gap in the indexes.
/// Sources: Anthropic API reference, streaming Messages; AWS service model, bedrock-runtime 2026-07-31, ConverseStreamOutput.
/// </summary>
internal sealed class MessagesToFrames : SseEventCrossing
{
    private readonly FrameWriter _frames = new();
    private readonly AnswerDraft _draft = new();
    private readonly BlockIndexes _blocks = new();
    private StopReason _stopReason;
    private bool _isGuardrail;
    private byte[] _stopSequence = [];

    protected override void Translate(ReadOnlySpan<byte> type, BodyNode data, IBufferWriter<byte> output)
    {
        if (type.SequenceEqual("content_block_delta"u8))
        {
            WriteDelta(data["index"u8], data["delta"u8], output);
        }
        else if (type.SequenceEqual("content_block_start"u8))
        {
            WriteStart(data["index"u8], data["content_block"u8], output);
        }
        else if (type.SequenceEqual("content_block_stop"u8))
        {
            WriteStop(data["index"u8], output);
        }
        else if (type.SequenceEqual("message_start"u8))
        {
            UsageCounts.ReadAnthropic(data["message"u8]["usage"u8], _draft);
            _frames.Begin().WriteString("role"u8, "assistant"u8);
            _frames.End(output, Words.MessageStart);
        }
        else if (type.SequenceEqual("message_delta"u8))
        {
            Keep(data["delta"u8], data["usage"u8]);
        }
        else if (type.SequenceEqual("message_stop"u8))
        {
            WriteEnd(output);
        }
    }

    private void WriteStart(BodyNode index, BodyNode block, IBufferWriter<byte> output)
    {
        var type = block["type"u8];
        var isTool = type.Is("tool_use"u8);
        _blocks.Open(index, isKnown: isTool || type.Is("text"u8) || type.Is("thinking"u8) || type.Is("redacted_thinking"u8));
        if (isTool)
        {
            WriteToolStart(index, block, output);
        }
        else if (type.Is("redacted_thinking"u8) && block["data"u8] is { IsString: true } data)
        {
            WriteReasoning(index, "redactedContent"u8, data, output);
        }
        else if (type.Is("text"u8) && block["text"u8] is { IsFilledString: true } text)
        {
            WriteText(index, text, output);
        }
        else if (type.Is("thinking"u8) && block["thinking"u8] is { IsFilledString: true } thinking)
        {
            WriteReasoning(index, "text"u8, thinking, output);
        }
    }

    private void WriteToolStart(BodyNode index, BodyNode block, IBufferWriter<byte> output)
    {
        var json = Begin(_blocks.Number(index));
        json.WriteStartObject("start"u8);
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, ToolIds.ToConverse(block["id"u8].Text ?? "", out _));
        json.WriteCopyIfThere("name"u8, block["name"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
        _frames.End(output, Words.ContentBlockStart);

        // {} is the placeholder that the deltas replace; an input that came whole has no deltas.
        if (block["input"u8] is { IsObject: true } input && input.Members.MoveNext())
        {
            json = BeginDelta(_blocks.Number(index));
            json.WriteStartObject("toolUse"u8);
            json.WriteString("input"u8, input.Raw);
            json.WriteEndObject();
            EndDelta(output);
        }
    }

    private void WriteDelta(BodyNode index, BodyNode delta, IBufferWriter<byte> output)
    {
        if (!_blocks.IsKnown(index))
        {
            return;
        }

        var type = delta["type"u8];
        if (type.Is("text_delta"u8) && delta["text"u8] is { IsString: true } text)
        {
            WriteText(index, text, output);
        }
        else if (type.Is("input_json_delta"u8) && delta["partial_json"u8] is { IsFilledString: true } piece)
        {
            var json = BeginDelta(_blocks.Number(index));
            json.WriteStartObject("toolUse"u8);
            json.WriteCopy("input"u8, piece);
            json.WriteEndObject();
            EndDelta(output);
        }
        else if (type.Is("thinking_delta"u8) && delta["thinking"u8] is { IsString: true } thinking)
        {
            WriteReasoning(index, "text"u8, thinking, output);
        }
        else if (type.Is("signature_delta"u8) && delta["signature"u8] is { IsString: true } signature)
        {
            WriteReasoning(index, "signature"u8, signature, output);
        }
        else if (type.Is("citations_delta"u8) && Citations.HasConverseTwin(delta["citation"u8]))
        {
            var json = BeginDelta(_blocks.Number(index));
            json.WritePropertyName("citation"u8);
            Citations.TryWriteConverse(json, delta["citation"u8]);
            EndDelta(output);
        }
    }

    private void WriteText(BodyNode index, BodyNode text, IBufferWriter<byte> output)
    {
        BeginDelta(_blocks.Number(index)).WriteCopy("text"u8, text);
        EndDelta(output);
    }

    private void WriteReasoning(BodyNode index, ReadOnlySpan<byte> member, BodyNode value, IBufferWriter<byte> output)
    {
        var json = BeginDelta(_blocks.Number(index));
        json.WriteStartObject("reasoningContent"u8);
        json.WriteCopy(member, value);
        json.WriteEndObject();
        EndDelta(output);
    }

    private void WriteStop(BodyNode index, IBufferWriter<byte> output)
    {
        if (_blocks.Close(index) is { } number)
        {
            Begin(number);
            _frames.End(output, Words.ContentBlockStop);
        }
    }

    // Several message_delta events may come; what a later one leaves out stands as it was.
    private void Keep(BodyNode delta, BodyNode usage)
    {
        UsageCounts.ReadAnthropic(usage, _draft);
        _stopReason = delta["stop_reason"u8] is { IsString: true } reason ? StopReasonWords.OfAnthropic(reason) : _stopReason;
        _isGuardrail |= delta["stop_details"u8]["category"u8].Is("guardrail"u8);
        if (delta["stop_sequence"u8] is { IsString: true } sequence)
        {
            _stopSequence = sequence.Raw.ToArray();
        }
    }

    private void WriteEnd(IBufferWriter<byte> output)
    {
        var json = _frames.Begin();
        json.WriteString("stopReason"u8, StopReasonWords.ToConverse(_stopReason, _isGuardrail));
        AnswerWriter.WriteStopSequence(json, _stopSequence);
        _frames.End(output, Words.MessageStop);
        AnswerWriter.WriteMetadata(_frames.Begin(), _draft);
        _frames.End(output, Words.Metadata);
        Complete();
    }

    private Utf8JsonWriter Begin(int number)
    {
        var json = _frames.Begin();
        json.WriteNumber("contentBlockIndex"u8, number);
        return json;
    }

    private Utf8JsonWriter BeginDelta(int number)
    {
        var json = Begin(number);
        json.WriteStartObject("delta"u8);
        return json;
    }

    private void EndDelta(IBufferWriter<byte> output)
    {
        _frames.Json.WriteEndObject();
        _frames.End(output, Words.ContentBlockDelta);
    }
}
