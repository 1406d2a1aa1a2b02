using System.Buffers;
using System.Text;
using Clearbar.EndToEnd.Harness;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;

namespace Clearbar.EndToEnd.Faults;

/// <summary>One good answer in each dialect, as pieces: an event each where it is a stream.</summary>
public static class Answers
{
    public const string Json = "application/json";

    private const string Message = """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"a good answer"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":100,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":10}}
        """;

    private const string Converse = """
        {"output":{"message":{"role":"assistant","content":[{"text":"a good answer"}]}},"stopReason":"end_turn","usage":{"inputTokens":100,"outputTokens":10,"totalTokens":110},"metrics":{"latencyMs":5}}
        """;

    private const string Completion = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"qwen3:8b","choices":[{"index":0,"message":{"role":"assistant","content":"a good answer"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}}
        """;

    private static readonly (string Name, string Data)[] MessageEvents =
    [
        ("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":100,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}"""),
        ("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a good "}}"""),
        ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"answer"}}"""),
        ("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        ("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":10}}"""),
        ("message_stop", """{"type":"message_stop"}"""),
    ];

    public static string ContentTypeOf(Shape shape) => ContentTypeOf(shape.Dialect(), shape.IsStream());

    public static string ContentTypeOf(Dialect dialect, bool stream) => !stream
        ? Json
        : dialect is Dialect.Converse or Dialect.Invoke ? "application/vnd.amazon.eventstream" : "text/event-stream; charset=utf-8";

    public static byte[][] PiecesOf(Shape shape) => PiecesOf(shape.Dialect(), shape.IsStream());

    /// <summary>The events of a stream, or the whole body as one piece.</summary>
    public static byte[][] PiecesOf(Dialect dialect, bool stream) => (dialect, stream) switch
    {
        (Dialect.Converse, false) => [Encoding.UTF8.GetBytes(Converse)],
        (Dialect.OpenAi, false) => [Encoding.UTF8.GetBytes(Completion)],
        (_, false) => [Encoding.UTF8.GetBytes(Message)],
        (Dialect.Anthropic, true) => [.. MessageEvents.Select(static item => Sse(item.Name, item.Data))],
        (Dialect.Invoke, true) => [.. MessageEvents.Select(static item =>
            Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(item.Data))}}","p":"abc"}"""))],
        (Dialect.Converse, true) =>
        [
            Frame("messageStart", """{"role":"assistant"}"""),
            Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"a good "}}"""),
            Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"answer"}}"""),
            Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
            Frame("messageStop", """{"stopReason":"end_turn"}"""),
            Frame("metadata", """{"usage":{"inputTokens":100,"outputTokens":10,"totalTokens":110},"metrics":{"latencyMs":5}}"""),
        ],
        _ =>
        [
            Chunk("""[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"""),
            Chunk("""[{"index":0,"delta":{"content":"a good "},"finish_reason":null}]"""),
            Chunk("""[{"index":0,"delta":{"content":"answer"},"finish_reason":null}]"""),
            Chunk("""[{"index":0,"delta":{},"finish_reason":"stop"}]"""),
            Chunk("[]", """{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}"""),
            "data: [DONE]\n\n"u8.ToArray(),
        ],
    };

    public static RawReply Good(Lane lane) => Good(lane.Upstream, lane.Stream);

    public static RawReply Good(Dialect dialect, bool stream) =>
        new(200, ContentTypeOf(dialect, stream), Join(PiecesOf(dialect, stream)), RawEnd.Proper);

    /// <summary>An error as the upstream itself would word it.</summary>
    public static RawReply Refusal(Lane lane, Refused refused, string extraHeaders = "")
    {
        var (status, json) = lane.Upstream switch
        {
            Dialect.Converse or Dialect.Invoke => (refused.AwsStatus, """{"message":"said by the upstream"}"""),
            Dialect.OpenAi => (refused.OpenAiStatus, $$$"""{"error":{"message":"said by the upstream","type":"{{{refused.OpenAiType}}}","param":null,"code":null}}"""),
            _ => (refused.AnthropicStatus, $$$"""{"type":"error","error":{"type":"{{{refused.AnthropicType}}}","message":"said by the upstream"},"request_id":"req_up"}"""),
        };
        var headers = lane.UpstreamIsAws ? $"x-amzn-errortype: {refused.AwsType}\r\n{extraHeaders}" : extraHeaders;
        return new RawReply(status, Json, Encoding.UTF8.GetBytes(json), RawEnd.Proper, headers);
    }

    /// <summary>The error event of each stream.</summary>
    public static byte[] ErrorEvent(Dialect dialect)
    {
        if (dialect == Dialect.OpenAi)
        {
            return "data: {\"error\":{\"message\":\"said by the upstream\",\"type\":\"server_error\",\"param\":null,\"code\":\"overloaded\"}}\n\n"u8.ToArray();
        }

        if (dialect == Dialect.Anthropic)
        {
            return Sse("error", """{"type":"error","error":{"type":"overloaded_error","message":"said by the upstream"}}""");
        }

        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteException(output, "throttlingException"u8, """{"message":"said by the upstream"}"""u8);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Join(params byte[][] pieces) => pieces.SelectMany(static piece => piece).ToArray();

    private static byte[] Sse(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");

    private static byte[] Chunk(string choices, string usage = "null") => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"qwen3:8b","choices":{{choices}},"usage":{{usage}}}""" + "\n\n");

    private static byte[] Frame(string name, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteEvent(output, Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }
}
