using System.Buffers;
using System.Text;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Sse;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>What the upstream answers and the load generator expects: the same bytes every time, valid in their dialect, with usage.</summary>
internal sealed class FixedAnswers
{
    public const string Model = "claude-haiku-4-5-20251001";

    /// <summary>Text events of a stream.</summary>
    public const int Deltas = 32;

    private const string DeltaText = "The parcel left the depot this morning. ";

    private static readonly Answer Fixed = new()
    {
        MessageId = "msg_01FixedFixedFixedFixed0",
        Model = Model,
        StopReason = StopReason.EndTurn,
        Text = string.Concat(Enumerable.Repeat(DeltaText, Deltas)),
        Usage = new TokenUsage(Input: 2_000, CacheRead: 0, CacheWrite5m: 0, CacheWrite1h: 0, Output: 320),
        UsageIsFinal = true,
    };

    public FixedAnswer Messages { get; } = Write(WireDialects.Anthropic);

    public FixedAnswer MessagesStream { get; } = new(WireDialects.Anthropic.StreamContentType, MessagesEvents());

    public FixedAnswer Converse { get; } = Write(WireDialects.Converse);

    public FixedAnswer ConverseStream { get; } = new(WireDialects.Converse.StreamContentType, ConverseEvents());

    /// <summary>The answer to a request; null for a path that is not a model's.</summary>
    public FixedAnswer? To(string path, ReadOnlySpan<byte> body)
    {
        if (path == "/v1/messages")
        {
            return body.IndexOf("\"stream\":true"u8) >= 0 ? MessagesStream : Messages;
        }

        return !path.StartsWith("/model/", StringComparison.Ordinal) ? null
            : path.EndsWith("/converse", StringComparison.Ordinal) ? Converse
            : path.EndsWith("/converse-stream", StringComparison.Ordinal) ? ConverseStream
            : null;
    }

    private static FixedAnswer Write(WireDialect dialect)
    {
        var body = new ArrayBufferWriter<byte>();
        dialect.WriteAnswer(body, Fixed);
        return new FixedAnswer(dialect.AnswerContentType, [body.WrittenMemory]);
    }

    /// <summary>The event sequence of a streamed message (Anthropic API reference, streaming Messages).</summary>
    private static List<ReadOnlyMemory<byte>> MessagesEvents()
    {
        var events = new List<ReadOnlyMemory<byte>>(Deltas + 5);
        Add("message_start", $$$$"""
            {"type":"message_start","message":{"id":"{{{{Fixed.MessageId}}}}","type":"message","role":"assistant","model":"{{{{Model}}}}","content":[],
            "stop_reason":null,"stop_sequence":null,
            "usage":{"input_tokens":2000,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}
            """.ReplaceLineEndings(""));
        Add("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        for (var i = 0; i < Deltas; i++)
        {
            Add("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{DeltaText}}}"}}""");
        }

        Add("content_block_stop", """{"type":"content_block_stop","index":0}""");
        Add("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":320}}""");
        Add("message_stop", """{"type":"message_stop"}""");
        return events;

        void Add(string name, string json)
        {
            var bytes = new ArrayBufferWriter<byte>();
            SseWriter.WriteEvent(bytes, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(json));
            events.Add(bytes.WrittenMemory);
        }
    }

    /// <summary>The frame sequence of ConverseStream (AWS service model, bedrock-runtime 2026-07-31, ConverseStreamOutput).</summary>
    private static List<ReadOnlyMemory<byte>> ConverseEvents()
    {
        var events = new List<ReadOnlyMemory<byte>>(Deltas + 4);
        Add("messageStart", """{"role":"assistant"}""");
        for (var i = 0; i < Deltas; i++)
        {
            Add("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{DeltaText}}}"}}""");
        }

        Add("contentBlockStop", """{"contentBlockIndex":0}""");
        Add("messageStop", """{"stopReason":"end_turn"}""");
        Add("metadata", """{"usage":{"inputTokens":2000,"outputTokens":320,"totalTokens":2320},"metrics":{"latencyMs":1}}""");
        return events;

        void Add(string name, string json)
        {
            var bytes = new ArrayBufferWriter<byte>();
            EventStreamWriter.WriteEvent(bytes, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(json));
            events.Add(bytes.WrittenMemory);
        }
    }
}
