using System.Buffers;
using System.Text.Json;

namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <summary>
/// The content blocks of one stream on their way from Converse to the Messages dialect.
/// <code>
/// {text}                           text_delta
/// {reasoningContent: {text}}       thinking_delta
/// {reasoningContent: {signature}}  signature_delta
/// {reasoningContent: {redactedContent}}   a whole redacted_thinking block
/// {toolUse: {input}}               input_json_delta
/// {citation}                       citations_delta
/// </code>
/// Converse begins text and reasoning with their first delta, and its indexes may skip; here every block is begun, ended and counted up
/// from 0. Should one index bring deltas of two kinds, they become two blocks.
/// </summary>
internal sealed class MessageBlocks
{
    private readonly List<Block> _open = [];
    private int _count;

    /// <summary>Begins a block that says so. Results of tools that run on the server have no twin, and their deltas are dropped.</summary>
    public void WriteStart(EventWriter events, BodyNode index, BodyMember start, IBufferWriter<byte> output)
    {
        if (!start.Is("toolUse"u8))
        {
            _open.Add(new Block(ValueOf(index), -1, Kind.Other));
            return;
        }

        var json = Begin(events, index, Kind.ToolUse);
        json.WriteStartObject("content_block"u8);
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, ToolIds.ToAnthropic(start.Value["toolUseId"u8].Text ?? "", out _));
        json.WriteCopyIfThere("name"u8, start.Value["name"u8]);
        json.WriteStartObject("input"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        events.End(output, "content_block_start"u8);
    }

    public void WriteDelta(EventWriter events, BodyNode index, BodyMember delta, IBufferWriter<byte> output)
    {
        if (delta.Is("text"u8) && delta.Value.IsString)
        {
            WriteDelta(events, Ensure(events, index, Kind.Text, output), "text_delta"u8, "text"u8, delta.Value, output);
        }
        else if (delta.Is("toolUse"u8))
        {
            // Without a start there is neither id nor name, and so no call.
            if (Find(index) is var at and >= 0 && _open[at].Kind == Kind.ToolUse
                && delta.Value["input"u8] is { IsFilledString: true } input)
            {
                WriteDelta(events, _open[at].Number, "input_json_delta"u8, "partial_json"u8, input, output);
            }
        }
        else if (delta.Is("reasoningContent"u8))
        {
            WriteReasoning(events, index, delta.Value.OnlyMember, output);
        }
        else if (delta.Is("citation"u8) && Citations.HasAnthropicTwin(delta.Value))
        {
            var number = Ensure(events, index, Kind.Text, output);
            var json = BeginDelta(events, number, "citations_delta"u8);
            json.WritePropertyName("citation"u8);
            Citations.TryWriteAnthropic(json, delta.Value);
            EndDelta(events, json, output);
        }
    }

    public void WriteStop(EventWriter events, BodyNode index, IBufferWriter<byte> output)
    {
        if (Find(index) is var at and >= 0)
        {
            WriteStopAt(events, at, output);
        }
    }

    /// <summary>Ends the blocks that are still open when the answer ends.</summary>
    public void WriteStops(EventWriter events, IBufferWriter<byte> output)
    {
        while (_open.Count > 0)
        {
            WriteStopAt(events, 0, output);
        }
    }

    private void WriteReasoning(EventWriter events, BodyNode index, BodyMember reasoning, IBufferWriter<byte> output)
    {
        if (!reasoning.Value.IsString)
        {
            return;
        }

        if (reasoning.Is("text"u8))
        {
            WriteDelta(events, Ensure(events, index, Kind.Thinking, output), "thinking_delta"u8, "thinking"u8, reasoning.Value, output);
        }
        else if (reasoning.Is("signature"u8))
        {
            WriteDelta(events, Ensure(events, index, Kind.Thinking, output), "signature_delta"u8, "signature"u8, reasoning.Value, output);
        }
        else if (reasoning.Is("redactedContent"u8))
        {
            WriteStop(events, index, output);
            var json = Begin(events, index, Kind.Redacted);
            json.WriteStartObject("content_block"u8);
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteCopy("data"u8, reasoning.Value);
            json.WriteEndObject();
            events.End(output, "content_block_start"u8);
        }
    }

    // The number of the open block, begun now if this is its first delta.
    private int Ensure(EventWriter events, BodyNode index, Kind kind, IBufferWriter<byte> output)
    {
        var at = Find(index);
        if (at >= 0 && _open[at].Kind == kind)
        {
            return _open[at].Number;
        }

        if (at >= 0)
        {
            WriteStopAt(events, at, output);
        }

        var json = Begin(events, index, kind);
        json.WritePropertyName("content_block"u8);
        json.WriteRawValue(
            kind == Kind.Text ? "{\"type\":\"text\",\"text\":\"\"}"u8 : "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8,
            skipInputValidation: true);
        events.End(output, "content_block_start"u8);
        return _count - 1;
    }

    private Utf8JsonWriter Begin(EventWriter events, BodyNode index, Kind kind)
    {
        var json = events.Begin("content_block_start"u8);
        json.WriteNumber("index"u8, _count);
        _open.Add(new Block(ValueOf(index), _count++, kind));
        return json;
    }

    private static void WriteDelta(
        EventWriter events, int number, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, BodyNode value, IBufferWriter<byte> output)
    {
        var json = BeginDelta(events, number, type);
        json.WriteCopy(member, value);
        EndDelta(events, json, output);
    }

    private static Utf8JsonWriter BeginDelta(EventWriter events, int number, ReadOnlySpan<byte> type)
    {
        var json = events.Begin("content_block_delta"u8);
        json.WriteNumber("index"u8, number);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        return json;
    }

    private static void EndDelta(EventWriter events, Utf8JsonWriter json, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        events.End(output, "content_block_delta"u8);
    }

    private void WriteStopAt(EventWriter events, int at, IBufferWriter<byte> output)
    {
        var number = _open[at].Number;
        _open.RemoveAt(at);
        if (number >= 0)
        {
            events.Begin("content_block_stop"u8).WriteNumber("index"u8, number);
            events.End(output, "content_block_stop"u8);
        }
    }

    private int Find(BodyNode index)
    {
        var value = ValueOf(index);
        for (var at = _open.Count - 1; at >= 0; at--)
        {
            if (_open[at].Index == value)
            {
                return at;
            }
        }

        return -1;
    }

    private static long ValueOf(BodyNode index) => index.TryGetInt64(out var value) ? value : -1;

    private enum Kind : byte
    {
        Other,
        Text,
        Thinking,
        Redacted,
        ToolUse,
    }

    private readonly record struct Block(long Index, int Number, Kind Kind);
}
