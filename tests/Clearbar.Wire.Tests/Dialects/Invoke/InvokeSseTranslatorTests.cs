using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Wire.Dialects.Invoke;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Dialects.Invoke;

/// <summary>InvokeModel frames become the server-sent events they carry, whole and in order, or an honest error.</summary>
public sealed class InvokeSseTranslatorTests
{
    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1","model":"claude-opus-5","usage":{"input_tokens":25,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße \ud83d\ude42"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}""",
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":25}}""",
    ];

    [Fact]
    public void Each_chunk_is_the_event_it_carries_byte_for_byte()
    {
        var expected = string.Concat(Events.Select(json => $"event: {JsonDocument.Parse(json).RootElement.Text("type")}\ndata: {json}\n\n"));

        Assert.Equal(expected, Encoding.UTF8.GetString(Run(Frames(Events)).Output));
    }

    [Fact]
    public void Every_split_in_two_gives_the_same_events()
    {
        var bytes = Frames(Events);
        var whole = Run(bytes).Output;
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Run(bytes, cut).Output);
        }

        Assert.Equal(whole, Run(bytes, [.. Enumerable.Range(0, bytes.Length)]).Output);
    }

    [Fact]
    public void The_events_are_a_whole_answer_to_the_reader_of_the_messages_dialect()
    {
        var reader = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), Run(Frames(Events)).Output).Reader;

        Assert.True(reader.IsComplete);
        Assert.Equal(("Grüße 🙂", new TokenUsage(25, 0, 0, 0, 15)), (reader.ToAnswer().Text, reader.ToAnswer().Usage));
    }

    [Theory]
    [InlineData("throttlingException", "rate_limit_error")]
    [InlineData("serviceUnavailableException", "overloaded_error")]
    [InlineData("modelStreamErrorException", "api_error")]
    [InlineData("validationException", "invalid_request_error")]
    [InlineData("modelTimeoutException", "timeout_error")]
    public void An_exception_frame_becomes_an_error_event_and_the_end(string exception, string type)
    {
        var frame = Written.By(output => EventStreamWriter.WriteException(output, Encoding.UTF8.GetBytes(exception), """{"message":"m"}"""u8));
        var run = Run([.. Frames(Events[..3]), .. frame, .. Frames(Events[3..])]);

        Assert.True(run.Ended);
        Assert.EndsWith(
            $$"""event: error{{"\n"}}data: {"type":"error","error":{"type":"{{type}}","message":"m"},"request_id":"req_1"}{{"\n\n"}}""",
            Encoding.UTF8.GetString(run.Output),
            StringComparison.Ordinal);
        var reader = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), run.Output).Reader;
        Assert.False(reader.IsComplete);
        Assert.NotNull(reader.Error);
    }

    [Theory]
    [InlineData("""{"bytes":"%%%"}""")]
    [InlineData("""{"p":"x"}""")]
    [InlineData("""{"bytes":"bm8ganNvbg=="}""")]
    [InlineData("""{"bytes":"e30="}""")]
    [InlineData("no json")]
    public void A_chunk_without_an_event_becomes_an_error_event(string payload)
    {
        var run = Run([.. Frames(Events[..3]), .. Written.By(output => EventStreamWriter.WriteEvent(output, "chunk"u8, Encoding.UTF8.GetBytes(payload))), .. Frames(Events[3..])]);

        Assert.True(run.Ended);
        Assert.Contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"", Encoding.UTF8.GetString(run.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", Encoding.UTF8.GetString(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_flipped_bit_becomes_an_error_event_or_leaves_the_answer_incomplete()
    {
        var bytes = Frames(Events);
        for (var at = 0; at < bytes.Length; at++)
        {
            var broken = bytes.ToArray();
            broken[at] ^= 1;
            var reader = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), Run(broken).Output).Reader;
            Assert.False(reader.IsComplete, $"byte {at}");
        }
    }

    [Fact]
    public void A_frame_of_an_unknown_type_says_nothing_and_a_prefix_of_a_frame_is_not_consumed()
    {
        var unknown = Written.By(output => EventStreamWriter.WriteEvent(output, "somethingNew"u8, "{}"u8));
        var translator = new InvokeSseTranslator("req_1");
        var output = new ArrayBufferWriter<byte>();

        for (var length = 0; length < unknown.Length; length++)
        {
            Assert.Equal(0, translator.Translate(unknown.AsSpan(0, length), output));
        }

        Assert.Equal(unknown.Length, translator.Translate(unknown, output));
        Assert.Equal(0, output.WrittenCount);
        Assert.False(translator.HasEnded);
    }

    private static byte[] Frames(params string[] events) => [.. events.SelectMany(json => Written.By(output => EventStreamWriter.WriteEvent(
        output, "chunk"u8, Encoding.UTF8.GetBytes($$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcd"}"""))))];

    private static (byte[] Output, bool Ended) Run(byte[] bytes, params int[] cuts)
    {
        var translator = new InvokeSseTranslator("req_1");
        var output = new ArrayBufferWriter<byte>();
        var start = 0;
        foreach (var end in cuts.Append(bytes.Length))
        {
            while (translator.Translate(bytes.AsSpan(start, end - start), output) is var consumed and > 0)
            {
                start += consumed;
            }
        }

        return (output.WrittenSpan.ToArray(), translator.HasEnded);
    }
}
