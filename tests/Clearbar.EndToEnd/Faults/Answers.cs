using System.Buffers;
using System.Text;
using Clearbar.EndToEnd.Harness;
using Clearbar.Wire.EventStream;

namespace Clearbar.EndToEnd.Faults;

/// <summary>One good answer in each shape, as pieces: an event each where it is a stream.</summary>
public static class Answers
{
    public const string Json = "application/json";

    private const string Message = """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"a good answer"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":100,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":10}}
        """;

    private const string Converse = """
        {"output":{"message":{"role":"assistant","content":[{"text":"a good answer"}]}},"stopReason":"end_turn","usage":{"inputTokens":100,"outputTokens":10,"totalTokens":110},"metrics":{"latencyMs":5}}
        """;

    public static string ContentTypeOf(Shape shape) => shape switch
    {
        Shape.MessagesStream => "text/event-stream; charset=utf-8",
        Shape.ConverseStream => "application/vnd.amazon.eventstream",
        _ => Json,
    };

    /// <summary>The events of a stream, or the whole body as one piece.</summary>
    public static byte[][] PiecesOf(Shape shape) => shape switch
    {
        Shape.Messages => [Encoding.UTF8.GetBytes(Message)],
        Shape.Converse => [Encoding.UTF8.GetBytes(Converse)],
        Shape.MessagesStream =>
        [
            Sse("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":100,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}"""),
            Sse("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            Sse("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a good "}}"""),
            Sse("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"answer"}}"""),
            Sse("content_block_stop", """{"type":"content_block_stop","index":0}"""),
            Sse("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":10}}"""),
            Sse("message_stop", """{"type":"message_stop"}"""),
        ],
        _ =>
        [
            Frame("messageStart", """{"role":"assistant"}"""),
            Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"a good "}}"""),
            Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"answer"}}"""),
            Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
            Frame("messageStop", """{"stopReason":"end_turn"}"""),
            Frame("metadata", """{"usage":{"inputTokens":100,"outputTokens":10,"totalTokens":110},"metrics":{"latencyMs":5}}"""),
        ],
    };

    public static RawReply Good(Shape shape) => new(200, ContentTypeOf(shape), Join(PiecesOf(shape)), RawEnd.Proper);

    /// <summary>An error as the upstream itself would word it.</summary>
    public static RawReply Refusal(Shape shape, int status, string anthropicType, string awsType, string extraHeaders = "") => shape.IsConverse()
        ? new RawReply(status, Json, Encoding.UTF8.GetBytes("""{"message":"said by the upstream"}"""), RawEnd.Proper, $"x-amzn-errortype: {awsType}\r\n{extraHeaders}")
        : new RawReply(
            status,
            Json,
            Encoding.UTF8.GetBytes($$"""{"type":"error","error":{"type":"{{anthropicType}}","message":"said by the upstream"},"request_id":"req_up"}"""),
            RawEnd.Proper,
            extraHeaders);

    /// <summary>The error event of each stream.</summary>
    public static byte[] ErrorEvent(Shape shape)
    {
        if (shape == Shape.MessagesStream)
        {
            return Sse("error", """{"type":"error","error":{"type":"overloaded_error","message":"said by the upstream"}}""");
        }

        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteException(output, "throttlingException"u8, """{"message":"said by the upstream"}"""u8);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Join(params byte[][] pieces) => pieces.SelectMany(static piece => piece).ToArray();

    private static byte[] Sse(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");

    private static byte[] Frame(string name, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteEvent(output, Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }
}
