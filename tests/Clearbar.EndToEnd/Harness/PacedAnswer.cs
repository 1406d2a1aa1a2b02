using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;

namespace Clearbar.EndToEnd.Harness;

/// <summary>A streamed answer of a <see cref="PacedUpstream"/>: 100 tokens in, 10 out. It stops in the middle until the test lets it go on.</summary>
/// <param name="pauseAfter">Pieces of text after which it stops; negative: it does not.</param>
/// <param name="pieces">Its text.</param>
public sealed class PacedAnswer(int pauseAfter, params string[] pieces)
{
    /// <summary>Lets it go on.</summary>
    public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It has sent what comes before the pause.</summary>
    public TaskCompletionSource Paused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its caller has closed the connection.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It has been sent to its end.</summary>
    public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Instead of going on its connection breaks.</summary>
    public bool BreaksOff { get; init; }

    public string Text => string.Concat(pieces);

    /// <summary>What is sent before the pause, and after it.</summary>
    public (byte[][] Before, byte[][] After) EventsIn(Dialect dialect)
    {
        var events = All(dialect);
        var opening = dialect switch { Dialect.Converse or Dialect.OpenAi => 1, _ => 2 };
        var cut = pauseAfter < 0 ? events.Length : opening + pauseAfter;
        return (events[..cut], events[cut..]);
    }

    private byte[][] All(Dialect dialect) => dialect switch
    {
        Dialect.Converse =>
        [
            Frame("messageStart", """{"role":"assistant"}"""),
            .. pieces.Select(static piece => Frame("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":{{{Quote(piece)}}}}}""")),
            Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
            Frame("messageStop", """{"stopReason":"end_turn"}"""),
            Frame("metadata", """{"usage":{"inputTokens":100,"outputTokens":10,"totalTokens":110},"metrics":{"latencyMs":5}}"""),
        ],
        Dialect.OpenAi =>
        [
            Chunk("""[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"""),
            .. pieces.Select(static piece => Chunk($$$"""[{"index":0,"delta":{"content":{{{Quote(piece)}}}},"finish_reason":null}]""")),
            Chunk("""[{"index":0,"delta":{},"finish_reason":"stop"}]"""),
            Chunk("[]", """{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}"""),
            "data: [DONE]\n\n"u8.ToArray(),
        ],
        Dialect.Invoke => [.. Messages().Select(static json => Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json.Data))}}","p":"abc"}"""))],
        _ => [.. Messages().Select(static json => Encoding.UTF8.GetBytes($"event: {json.Name}\ndata: {json.Data}\n\n"))],
    };

    private IEnumerable<(string Name, string Data)> Messages() =>
    [
        ("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":100,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}"""),
        ("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        .. pieces.Select(static piece => (
            "content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{Quote(piece)}}}}}""")),
        ("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        ("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":10}}"""),
        ("message_stop", """{"type":"message_stop"}"""),
    ];

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static byte[] Chunk(string choices, string usage = "null") => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":{{choices}},"usage":{{usage}}}""" + "\n\n");

    private static byte[] Frame(string name, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteEvent(output, Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }
}
