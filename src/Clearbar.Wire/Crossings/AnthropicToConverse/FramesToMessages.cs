using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Clearbar.Wire.Dialects.Bedrock;
using Clearbar.Wire.EventStream;

namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <summary>
/// Turns the frames of a Converse stream into the events of a Messages stream.
/// <code>
/// messageStart                     message_start                        ; all counts 0, for Converse knows them only at the end
/// contentBlockStart (toolUse)      content_block_start
/// contentBlockDelta                [content_block_start] content_block_delta    ; <see cref="MessageBlocks"/>
/// contentBlockStop                 content_block_stop
/// messageStop                      (held)
/// metadata                         message_delta message_stop
/// exception, error, a bad checksum error                                ; the end
/// other                            (nothing)
/// </code>
/// Sources: AWS service model, bedrock-runtime 2026-07-31, ConverseStreamOutput; Anthropic API reference, streaming Messages.
/// </summary>
internal sealed class FramesToMessages(in CrossingReply reply) : StreamCrossing
{
    private readonly EventWriter _events = new();
    private readonly MessageBlocks _blocks = new();
    private readonly CrossingReply _reply = reply;
    private bool _started;
    private bool _ended;
    private bool _sawStop;
    private bool _sawMetadata;
    private StopReason _stopReason;
    private TokenUsage _usage;
    private byte[] _stopSequence = [];
    private string? _serviceTier;

    public override bool HasEnded => _ended;

    public override int Translate(ReadOnlySpan<byte> unread, IBufferWriter<byte> output)
    {
        if (_ended)
        {
            return 0;
        }

        var status = EventStreamReader.TryRead(unread, out var frame);
        if (status == FrameStatus.Incomplete)
        {
            return 0;
        }

        if (status != FrameStatus.Frame)
        {
            Fail(output, FrameStreamReader.Describe(status));
            return 0;
        }

        try
        {
            Translate(frame, output);
        }
        catch (JsonException)
        {
            Fail(output, "the payload of a frame is not JSON");
        }

        return frame.TotalLength;
    }

    private void Translate(EventStreamFrame frame, IBufferWriter<byte> output)
    {
        var kind = frame.MessageType;
        if (kind.SequenceEqual("event"u8))
        {
            TranslateEvent(frame, output);
        }
        else if (kind.SequenceEqual("exception"u8))
        {
            End(output, ErrorReader.ReadException(frame.ExceptionType, frame.Payload));
        }
        else if (kind.SequenceEqual("error"u8))
        {
            End(output, ErrorReader.ReadUnmodelled(frame.ErrorCode, frame.ErrorMessage));
        }
        else
        {
            Fail(output, "a frame's message type is neither event nor exception nor error");
        }
    }

    private void TranslateEvent(EventStreamFrame frame, IBufferWriter<byte> output)
    {
        if (!Utf8.IsValid(frame.Payload))
        {
            Fail(output, "the payload of a frame is not UTF-8");
            return;
        }

        using var tree = new BodyTree();
        var payload = tree.Read(frame.Payload);
        if (!payload.IsObject)
        {
            Fail(output, "the payload of a frame is not a JSON object");
            return;
        }

        var type = frame.EventType;
        if (type.SequenceEqual("contentBlockDelta"u8))
        {
            Start(output);
            _blocks.WriteDelta(_events, payload["contentBlockIndex"u8], payload["delta"u8].OnlyMember, output);
        }
        else if (type.SequenceEqual("contentBlockStart"u8))
        {
            Start(output);
            _blocks.WriteStart(_events, payload["contentBlockIndex"u8], payload["start"u8].OnlyMember, output);
        }
        else if (type.SequenceEqual("contentBlockStop"u8))
        {
            _blocks.WriteStop(_events, payload["contentBlockIndex"u8], output);
        }
        else if (type.SequenceEqual("messageStart"u8))
        {
            Start(output);
        }
        else if (type.SequenceEqual("messageStop"u8))
        {
            HoldStop(payload, output);
        }
        else if (type.SequenceEqual("metadata"u8))
        {
            HoldMetadata(payload, output);
        }
    }

    private void Start(IBufferWriter<byte> output)
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var json = _events.Begin("message_start"u8);
        json.WriteStartObject("message"u8);
        Dialects.Anthropic.AnswerWriter.WriteHead(json, AnswerWriter.HeadOf(_reply));
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        Dialects.Anthropic.AnswerWriter.WriteStop(json, reason: null);
        json.WritePropertyName("usage"u8);
        AnswerWriter.WriteUsage(json, default, serviceTier: null);
        json.WriteEndObject();
        _events.End(output, "message_start"u8);
    }

    private void HoldStop(BodyNode payload, IBufferWriter<byte> output)
    {
        _sawStop = true;
        _stopReason = StopReasonWords.OfConverse(payload["stopReason"u8]);
        _stopSequence = AnswerWriter.StopSequenceOf(payload).ToArray();
        if (_stopReason == StopReason.Malformed)
        {
            End(output, new GatewayError(ErrorKind.UpstreamFailure, "The model's output was malformed. Send the request again."));
            return;
        }

        WriteEndIfKnown(output);
    }

    private void HoldMetadata(BodyNode payload, IBufferWriter<byte> output)
    {
        _sawMetadata = true;
        _usage = AnswerWriter.UsageOf(payload);
        _serviceTier = AnswerWriter.ServiceTierOf(payload);
        WriteEndIfKnown(output);
    }

    // Metadata is the later of the two; the answer is over when both are known, whichever came last.
    private void WriteEndIfKnown(IBufferWriter<byte> output)
    {
        if (!_sawStop || !_sawMetadata)
        {
            return;
        }

        Start(output);
        _blocks.WriteStops(_events, output);
        var json = _events.Begin("message_delta"u8);
        json.WriteStartObject("delta"u8);
        StopReasonWords.WriteAnthropic(json, _stopReason, _stopSequence);
        json.WriteEndObject();
        json.WritePropertyName("usage"u8);
        AnswerWriter.WriteUsage(json, _usage, _serviceTier);
        _events.End(output, "message_delta"u8);
        _events.Begin("message_stop"u8);
        _events.End(output, "message_stop"u8);
        _ended = true;
    }

    private void Fail(IBufferWriter<byte> output, string what) =>
        End(output, new GatewayError(ErrorKind.UpstreamFailure, $"The upstream's stream is broken: {what}."));

    private void End(IBufferWriter<byte> output, GatewayError error)
    {
        _ended = true;
        Dialects.Anthropic.ErrorWriter.WriteEvent(output, error, _reply.RequestId);
    }
}
