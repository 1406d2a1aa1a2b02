using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Dialects.OpenAi;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;
using Anthropic = Clearbar.Wire.Dialects.Anthropic;

namespace Clearbar.Wire.Crossings.OpenAiToAnthropic;

/// <summary>
/// Translates the event stream of Messages into the chunks of Chat Completions:
/// <code>
/// message_start                    a chunk with the role
/// text_delta                       delta.content
/// content_block_start of tool_use  tool_calls[k] with id, name and empty arguments, k counted from 0
/// input_json_delta                 tool_calls[k] with a piece of the arguments; {} at the block's stop when none came
/// message_delta                    a chunk with the finish reason
/// message_stop                     a chunk of counts if asked for, [DONE]
/// error                            the error, and nothing after it
/// </code>
/// Thinking, citations and pings have no place there and write nothing.
/// </summary>
internal sealed class MessagesToChunks(CrossingReply reply) : StreamCrossing
{
    private static readonly JsonNames EventNames = new("index", "content_block", "delta");
    private static readonly JsonNames BlockNames = new("type", "id", "name", "input", "text");
    private static readonly JsonNames DeltaNames = new("type", "text", "partial_json");

    // Only members of the message and its counts are read into it, never content: nothing grows with the answer.
    private readonly AnswerDraft _draft = new();
    private readonly List<OpenCall> _calls = [];
    private ChunkWriter? _chunks;
    private bool _started;
    private bool _finished;
    private bool _hasEnded;

    public override bool HasEnded => _hasEnded;

    public override int Translate(ReadOnlySpan<byte> unread, IBufferWriter<byte> output)
    {
        if (_hasEnded || !SseReader.TryReadEvent(unread, out var sse, atStart: !_started))
        {
            return 0;
        }

        _started = true;
        if (sse.HasData)
        {
            Translate(sse, output);
        }

        return sse.TotalLength;
    }

    private void Translate(SseEvent sse, IBufferWriter<byte> output)
    {
        try
        {
            var type = sse.Name.IsEmpty ? Anthropic.EventReader.TypeOf(sse.Data) : sse.Name;
            if (type.SequenceEqual(Anthropic.Words.Error))
            {
                End(Anthropic.ErrorReader.ReadStreamError(sse.Data), output);
            }
            else if (JsonValue.TryParseObject(sse.Data, out var json))
            {
                Translate(type, json, output);
            }
            else
            {
                EndBroken(output);
            }
        }
        catch (JsonException)
        {
            EndBroken(output);
        }
    }

    private void Translate(ReadOnlySpan<byte> type, JsonValue json, IBufferWriter<byte> output)
    {
        if (type.SequenceEqual(Anthropic.Words.ContentBlockDelta))
        {
            TranslateDelta(EventNames.Of(json), output);
        }
        else if (type.SequenceEqual(Anthropic.Words.ContentBlockStart))
        {
            TranslateBlockStart(EventNames.Of(json), output);
        }
        else if (type.SequenceEqual(Anthropic.Words.ContentBlockStop))
        {
            TranslateBlockStop(EventNames.Of(json), output);
        }
        else if (type.SequenceEqual(Anthropic.Words.MessageStart))
        {
            Anthropic.EventReader.Apply(type, json.Json, _draft);
            _ = Chunks(output);
        }
        else if (type.SequenceEqual(Anthropic.Words.MessageDelta))
        {
            Anthropic.EventReader.Apply(type, json.Json, _draft);
            if (_draft.StopReason != StopReason.Unknown)
            {
                Finish(output);
            }
        }
        else if (type.SequenceEqual(Anthropic.Words.MessageStop))
        {
            Finish(output);
            var answer = _draft.ToAnswer();
            Chunks(output).WriteUsage(output, answer with { ServiceTier = ServiceTiers.ToOpenAi(answer.ServiceTier) });
            ChunkWriter.WriteDone(output);
            _hasEnded = true;
        }
    }

    private void TranslateBlockStart(JsonNames.Members start, IBufferWriter<byte> output)
    {
        var block = BlockNames.Of(start[1]);
        if (block[0].Is(Anthropic.Words.ToolUse))
        {
            _ = start[0].TryGetInt64(out var index);
            var input = block[3].Json is [(byte)'{', (byte)'}'] || !block[3].IsObject ? null : block[3].Json.ToArray();
            var call = new ToolCall(SafeNames.Decode(block[1].TextOrNull() ?? ""), SafeNames.Decode(block[2].TextOrNull() ?? ""), "");
            AnswerWriter.WriteToolCall(Chunks(output).BeginToolCall(output, _calls.Count), call);
            Chunks(output).EndToolCall(output);
            _calls.Add(new OpenCall(index, input));
        }
        else if (block[0].Is(Anthropic.Words.Text))
        {
            WriteContent(block[4], output);
        }
    }

    private void TranslateDelta(JsonNames.Members @event, IBufferWriter<byte> output)
    {
        var delta = DeltaNames.Of(@event[2]);
        if (delta[0].Is("text_delta"u8))
        {
            WriteContent(delta[1], output);
        }
        else if (delta[0].Is("input_json_delta"u8) && !delta[2].Raw.IsEmpty && FindCall(@event[0]) is { } call)
        {
            call.HasPieces = true;
            WriteArguments(call, delta[2], output);
        }
    }

    private void TranslateBlockStop(JsonNames.Members stop, IBufferWriter<byte> output)
    {
        if (FindCall(stop[0]) is { HasPieces: false } call)
        {
            // No piece came: the input stood whole in the block's start, or there is none.
            call.HasPieces = true;
            var json = Chunks(output).BeginToolCall(output, _calls.IndexOf(call));
            json.WriteStartObject("function"u8);
            json.WriteString("arguments"u8, call.WholeInput is null ? "{}"u8 : call.WholeInput);
            json.WriteEndObject();
            Chunks(output).EndToolCall(output);
        }
    }

    private void WriteContent(JsonValue text, IBufferWriter<byte> output)
    {
        if (!text.Raw.IsEmpty)
        {
            Chunks(output).BeginDelta(output).WriteMember("content"u8, text);
            Chunks(output).EndDelta(output);
        }
    }

    // The piece is copied still escaped, so a surrogate pair split over two pieces stays two halves that join at the client.
    private void WriteArguments(OpenCall call, JsonValue piece, IBufferWriter<byte> output)
    {
        var json = Chunks(output).BeginToolCall(output, _calls.IndexOf(call));
        json.WriteStartObject("function"u8);
        json.WriteMember("arguments"u8, piece);
        json.WriteEndObject();
        Chunks(output).EndToolCall(output);
    }

    private OpenCall? FindCall(JsonValue index)
    {
        if (index.TryGetInt64(out var asked))
        {
            for (var at = _calls.Count - 1; at >= 0; at--)
            {
                if (_calls[at].Index == asked)
                {
                    return _calls[at];
                }
            }
        }

        return null;
    }

    // The role goes out before whatever comes first.
    private ChunkWriter Chunks(IBufferWriter<byte> output)
    {
        if (_chunks is null)
        {
            _chunks = new ChunkWriter(_draft.MessageId ?? reply.RequestId, _draft.Model ?? reply.Model, reply.Created, reply.IncludeUsage);
            _chunks.WriteRole(output);
        }

        return _chunks;
    }

    private void Finish(IBufferWriter<byte> output)
    {
        if (!_finished)
        {
            _finished = true;
            Chunks(output).BeginDelta(output);
            Chunks(output).EndDelta(output, FinishReasons.Of(_draft.StopReason, _calls.Count > 0));
        }
    }

    private void EndBroken(IBufferWriter<byte> output) =>
        End(
            new GatewayError(ErrorKind.UpstreamFailure, "The upstream's stream is broken: the data of an event is not a JSON object."),
            output);

    private void End(GatewayError error, IBufferWriter<byte> output)
    {
        _hasEnded = true;
        WireDialects.OpenAi.WriteStreamError(output, error, reply.RequestId);
    }

    private sealed class OpenCall(long index, byte[]? wholeInput)
    {
        public long Index => index;

        public byte[]? WholeInput => wholeInput;

        public bool HasPieces { get; set; }
    }
}
