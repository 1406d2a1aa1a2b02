using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Dialects.OpenAi;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <summary>
/// Translates the chunks of Chat Completions into the event stream of Messages:
/// <code>
/// first chunk                 message_start with counts of 0: they are known at the end only
/// delta.content / refusal     a text block, opened when the first piece comes
/// tool_calls[k] with a name   the block before is closed, a tool_use block opened
/// tool_calls[k] arguments     input_json_delta
/// finish_reason               the open block is closed, the reason kept
/// usage                       kept
/// [DONE]                      message_delta with the reason and all counts, message_stop
/// error                       the error, and nothing after it
/// </code>
/// Reasoning writes nothing. Blocks come one after the other with indexes from 0, as clients of Messages expect; arguments that arrive for
/// a call after the next one began cannot be told so, and make the stream a broken one.
/// </summary>
internal sealed partial class ChunksToMessages(CrossingReply reply) : StreamCrossing
{
    private static readonly JsonNames ChunkNames = new("id", "model", "choices", "usage", "service_tier");
    private static readonly JsonNames ChoiceNames = new("index", "delta", "finish_reason");
    private static readonly JsonNames DeltaNames = new("content", "refusal", "tool_calls");
    private static readonly JsonNames PartNames = new("text", "refusal");

    // Only members of the message and its counts are read into it, never content: nothing grows with the answer.
    private readonly AnswerDraft _draft = new();
    private readonly MessageEvents _events = new();
    private bool _started;
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
        if (sse.Data.SequenceEqual(Words.Done))
        {
            Finish(output);
            return;
        }

        try
        {
            if (ErrorReader.ReadStreamError(sse.Name, sse.Data, out _) is { } error)
            {
                End(error, output);
            }
            else if (!JsonValue.TryParseObject(sse.Data, out var json))
            {
                EndBroken("the data of an event is not a JSON object", output);
            }
            else
            {
                TranslateChunk(ChunkNames.Of(json), output);
            }
        }
        catch (JsonException)
        {
            EndBroken("the data of an event is not a JSON object", output);
        }
    }

    private void TranslateChunk(JsonNames.Members chunk, IBufferWriter<byte> output)
    {
        _draft.MessageId ??= chunk[0].TextOrNull() is { Length: > 0 } id ? id : null;
        _draft.Model ??= chunk[1].TextOrNull() is { Length: > 0 } model ? model : null;
        _draft.ServiceTier = ServiceTiers.ToAnthropic(chunk[4].TextOrNull()) ?? _draft.ServiceTier;
        Start(output);
        foreach (var choice in chunk[2].Elements())
        {
            var members = ChoiceNames.Of(choice);
            if (!members[0].TryGetInt64(out var index) || index == 0)
            {
                TranslateDelta(DeltaNames.Of(members[1]), output);
                ReadFinish(members[2], output);
            }
        }

        if (chunk[3].IsObject)
        {
            var cursor = new JsonCursor(chunk[3].Json);
            cursor.Read();
            _ = UsageReader.Read(ref cursor, _draft);
        }
    }

    private void TranslateDelta(JsonNames.Members delta, IBufferWriter<byte> output)
    {
        WriteText(delta[0], output);
        foreach (var part in delta[0].Elements())
        {
            var members = PartNames.Of(part);
            WriteText(members[0].IsString ? members[0] : members[1], output);
        }

        if (!delta[1].Raw.IsEmpty)
        {
            _draft.StopReason = StopReason.Refusal;
            WriteText(delta[1], output);
        }

        if (!_hasEnded)
        {
            TranslateToolCalls(delta[2], output);
        }
    }

    private void WriteText(JsonValue text, IBufferWriter<byte> output)
    {
        if (text.Raw.IsEmpty)
        {
            return;
        }

        if (!_events.IsTextOpen)
        {
            CloseBlock(output);
            _events.StartText(output);
        }

        _events.WriteText(output, text);
    }

    private void ReadFinish(JsonValue reason, IBufferWriter<byte> output)
    {
        if (reason.IsString)
        {
            var cursor = new JsonCursor(reason.Json);
            cursor.Read();
            var read = FinishReasons.Read(ref cursor, StopReason.Unknown);
            _draft.StopReason = read == StopReason.EndTurn && _draft.StopReason == StopReason.Refusal ? StopReason.Refusal : read;
            if (!_hasEnded)
            {
                CloseBlock(output);
            }
        }
    }

    private void Start(IBufferWriter<byte> output)
    {
        if (!_events.HasStarted)
        {
            _events.StartMessage(output, Message());
        }
    }

    private void Finish(IBufferWriter<byte> output)
    {
        Start(output);
        CloseBlock(output);
        var answer = Message();
        _events.Finish(output, answer with { StopReason = AnthropicToOpenAiCrossing.StopOf(answer.StopReason, _calls > 0) });
        _hasEnded = true;
    }

    private Answer Message()
    {
        var answer = _draft.ToAnswer();
        return answer with { MessageId = answer.MessageId ?? reply.RequestId, Model = answer.Model ?? reply.Model };
    }

    private void EndBroken(string what, IBufferWriter<byte> output) =>
        End(new GatewayError(ErrorKind.UpstreamFailure, $"The upstream's stream is broken: {what}."), output);

    private void End(GatewayError error, IBufferWriter<byte> output)
    {
        _hasEnded = true;
        WireDialects.Anthropic.WriteStreamError(output, error, reply.RequestId);
    }
}
