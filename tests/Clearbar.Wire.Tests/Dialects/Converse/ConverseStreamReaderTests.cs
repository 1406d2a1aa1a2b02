using Clearbar.Wire.EventStream;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Dialects.Converse;

/// <summary>What a reader of a ConverseStream answer knows, and when; the streams are captures and frames made with the AWS codec.</summary>
public sealed class ConverseStreamReaderTests
{
    [Fact]
    public void The_capture_of_a_story_is_read_whole()
    {
        var run = StreamRun.Feed(WireDialects.Converse.CreateStreamReader(), Vector.Bytes("eventstream/agentgateway-converse-basic.bin"));
        var answer = run.Reader.ToAnswer();
        Assert.True(run.Reader.IsComplete);
        Assert.StartsWith("\nOnce upon a time, there was a little boy named Jack", answer.Text, StringComparison.Ordinal);
        Assert.Contains(" One day, Jack and his friends were playing when they heard a loud noise", answer.Text, StringComparison.Ordinal);
        Assert.Equal(StopReason.EndTurn, answer.StopReason);
        Assert.Equal(new TokenUsage(15, 0, 0, 0, 142), answer.Usage);
        Assert.True(answer.UsageIsFinal);
        Assert.Null(answer.Model);
    }

    [Fact]
    public void The_capture_of_two_tool_calls_is_read_whole()
    {
        var answer = Feed(Vector.Bytes("eventstream/agentgateway-converse-tool.bin")).ToAnswer();
        Assert.Equal("I'll call both tools.", answer.Text);
        Assert.Equal(
            [
                new ToolCall("tooluse_kZJMlvQmRJ6eAyJE5GIl7Q", "top_song", """{"sign":"WZPZ"}"""),
                new ToolCall("tooluse_kZJMlvQmRJ6eAyxxx", "hello", """{"sign":"world"}"""),
            ],
            answer.ToolCalls);
        Assert.Equal(new TokenUsage(150, 0, 0, 0, 45), answer.Usage);
    }

    [Fact]
    public void Cache_details_split_the_writes_by_time_to_live()
    {
        var reader = Feed(Generated("converse-text"));
        var answer = reader.ToAnswer();
        Assert.Equal("Hello, w\u00f6rld \U0001F44B", answer.Text);
        Assert.Equal(new TokenUsage(25, 1024, 1024, 2048, 12), answer.Usage);
        Assert.Equal("default", answer.ServiceTier);
    }

    [Fact]
    public void Reasoning_is_noticed_and_is_no_text()
    {
        var answer = Feed(Generated("converse-reasoning")).ToAnswer();
        Assert.True(answer.HasThinking);
        // The second block is encrypted.
        Assert.Equal(2, answer.ThinkingSignatures.Count);
        Assert.Equal(ThinkingSignatures.Fingerprint("EqQBCgIYAhIM1gbcDa9GJwZA2b3h"u8), answer.ThinkingSignatures[0]);
        Assert.Equal("4", answer.Text);
    }

    [Fact]
    public void An_unknown_event_passes_by()
    {
        var reader = Feed(Generated("unknown-event-ignored"));
        Assert.True(reader.IsComplete);
        Assert.Null(reader.Error);
        Assert.False(reader.HasContent);
    }

    [Fact]
    public void An_exception_frame_is_the_clients_to_see_but_only_after_settling()
    {
        var bytes = Generated("converse-throttled-midstream");
        var reader = WireDialects.Converse.CreateStreamReader();
        Assert.Equal((bytes.Length, bytes.Length - 176), reader.Read(bytes));
        Assert.Equal(new GatewayError(ErrorKind.RateLimited, "Too many tokens, please wait before trying again."), reader.Error);
        Assert.True(reader.ErrorIsRelayable);
        Assert.Equal("par", reader.ToAnswer().Text);
        Assert.False(reader.ToAnswer().UsageIsFinal);
    }

    [Fact]
    public void An_unmodelled_error_frame_is_read_from_its_headers()
    {
        var reader = Feed(Generated("error-message-type"));
        Assert.Equal(new GatewayError(ErrorKind.UpstreamFailure, "something broke"), reader.Error);
        Assert.True(reader.ErrorIsRelayable);
    }

    [Fact]
    public void Any_damaged_byte_is_an_error_the_relay_must_tell_or_leaves_the_stream_waiting()
    {
        var good = Generated("converse-tool-use");
        for (var at = 0; at < good.Length; at++)
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= 0x10;
            var reader = Feed(bytes);
            Assert.False(reader.IsComplete);
            Assert.Equal(ErrorKind.UpstreamFailure, reader.Error!.Kind);
            Assert.False(reader.ErrorIsRelayable);
        }
    }

    [Theory]
    [InlineData("{\"contentBlockIndex\":0")]
    [InlineData("7")]
    [InlineData("")]
    public void A_payload_that_is_no_json_object_is_an_error_the_relay_must_tell(string payload)
    {
        var bytes = Written.By(output => EventStreamWriter.WriteEvent(output, "contentBlockDelta"u8, System.Text.Encoding.UTF8.GetBytes(payload)));
        var reader = WireDialects.Converse.CreateStreamReader();
        Assert.Equal((0, 0), reader.Read(bytes));
        Assert.False(reader.ErrorIsRelayable);
        Assert.NotNull(reader.Error);
    }

    [Fact]
    public void Metadata_is_the_last_event()
    {
        var bytes = Generated("converse-tool-use");
        var (complete, beforeLast) = WireDialects.Converse.CreateStreamReader().Read(bytes);
        Assert.Equal(bytes.Length, complete);
        Assert.Equal(bytes.Length - 184, beforeLast);
    }

    [Fact]
    public void What_comes_after_the_last_event_goes_out_after_settling_and_cannot_spoil_the_answer()
    {
        var reader = Feed(Generated("converse-text"));
        var late = Frame("somethingNew", "{}");
        Assert.Equal((late.Length, 0), reader.Read(late));
        Assert.Equal((0, 0), reader.Read(new byte[64]));
        Assert.Null(reader.Error);
        Assert.True(reader.IsComplete);
    }

    [Fact]
    public void A_tool_call_without_input_is_an_empty_object()
    {
        byte[] bytes =
        [
            .. Frame("contentBlockStart", """{"start":{"toolUse":{"name":"now","toolUseId":"t1"}},"contentBlockIndex":3}"""),
            .. Frame("contentBlockStop", """{"contentBlockIndex":3}"""),
        ];
        Assert.Equal([new ToolCall("t1", "now", "{}")], Feed(bytes).ToAnswer().ToolCalls);
    }

    private static byte[] Frame(string type, string json) => Written.By(output =>
        EventStreamWriter.WriteEvent(output, System.Text.Encoding.UTF8.GetBytes(type), System.Text.Encoding.UTF8.GetBytes(json)));

    private static byte[] Generated(string name) =>
        Vector.Json("eventstream/generated-streams.json").GetProperty("cases").Named(name).Hex("streamHex");

    private static AnswerStreamReader Feed(byte[] bytes) => StreamRun.Feed(WireDialects.Converse.CreateStreamReader(), bytes).Reader;
}
