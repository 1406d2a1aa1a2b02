using System.Text;
using Clearbar.Wire.Tests.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Dialects.Anthropic;

/// <summary>What a reader of a Messages stream knows, and when.</summary>
public sealed class AnthropicStreamReaderTests
{
    [Fact]
    public void A_text_stream_is_read_whole()
    {
        var run = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), AnthropicStreams.Text);
        var answer = run.Reader.ToAnswer();
        Assert.True(run.Reader.IsComplete);
        Assert.Null(run.Reader.Error);
        Assert.Equal("msg_01", answer.MessageId);
        Assert.Equal("claude-sonnet-4-6", answer.Model);
        Assert.Equal("Hello, w\u00f6rld \U0001F44B", answer.Text);
        Assert.Equal(StopReason.EndTurn, answer.StopReason);
        Assert.Equal(new TokenUsage(25, 7, 1000, 2000, 15), answer.Usage);
        Assert.True(answer.UsageIsFinal);
        Assert.Equal("standard", answer.ServiceTier);
        Assert.Equal("global", answer.InferenceGeo);
        Assert.False(answer.HasThinking);
        Assert.Empty(answer.ToolCalls);
    }

    [Fact]
    public void Tool_inputs_are_joined_and_an_empty_one_is_an_empty_object()
    {
        var answer = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), AnthropicStreams.Tools).Reader.ToAnswer();
        Assert.Equal(
            [new ToolCall("toolu_1", "get_weather", """{"location": "San Francisco"}"""), new ToolCall("toolu_2", "now", "{}")], answer.ToolCalls);
        Assert.Equal(StopReason.ToolUse, answer.StopReason);
        Assert.True(answer.HasThinking);
        Assert.Equal("", answer.Text);
        Assert.Equal("fast", answer.Speed);
        Assert.Equal(new TokenUsage(472, 0, 0, 0, 89), answer.Usage);
    }

    [Fact]
    public void Everything_but_the_last_event_may_go_out_before_settling()
    {
        var bytes = AnthropicStreams.Text;
        var (complete, beforeLast) = WireDialects.Anthropic.CreateStreamReader().Read(bytes);
        Assert.Equal(bytes.Length, complete);
        Assert.StartsWith("event: message_stop", Encoding.UTF8.GetString(bytes.AsSpan(beforeLast)), StringComparison.Ordinal);
    }

    [Fact]
    public void Content_starts_with_the_first_block_and_not_before()
    {
        var reader = WireDialects.Anthropic.CreateStreamReader();
        var start = Encoding.UTF8.GetString(AnthropicStreams.Text).IndexOf("event: content_block_start", StringComparison.Ordinal);
        reader.Read(AnthropicStreams.Text.AsSpan(0, start));
        Assert.False(reader.HasContent);
        Assert.Equal(new TokenUsage(25, 7, 1000, 2000, 1), reader.Usage);
        Assert.False(reader.ToAnswer().UsageIsFinal);
        reader.Read(AnthropicStreams.Text.AsSpan(start));
        Assert.True(reader.HasContent);
    }

    [Fact]
    public void An_error_event_is_the_clients_to_see_but_only_after_settling()
    {
        var bytes = AnthropicStreams.Overloaded;
        var reader = WireDialects.Anthropic.CreateStreamReader();
        var (complete, beforeLast) = reader.Read(bytes);
        Assert.Equal(new GatewayError(ErrorKind.Overloaded, "Overloaded"), reader.Error);
        Assert.True(reader.ErrorIsRelayable);
        Assert.False(reader.IsComplete);
        Assert.False(reader.ToAnswer().UsageIsFinal);
        Assert.Equal(bytes.Length, complete);
        Assert.StartsWith("event: error", Encoding.UTF8.GetString(bytes.AsSpan(beforeLast)), StringComparison.Ordinal);
        Assert.Equal((0, 0), reader.Read("event: ping\ndata: {}\n\n"u8));
    }

    [Theory]
    [InlineData("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"text\":\"x\"}")]
    [InlineData("[1]")]
    [InlineData("{} x")]
    [InlineData("")]
    public void Data_that_is_no_json_object_is_an_error_the_relay_must_tell(string data)
    {
        var good = AnthropicStreams.Sse(("message_start", """{"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}}"""));
        byte[] bytes = [.. good, .. AnthropicStreams.Sse(("content_block_delta", data))];
        var reader = WireDialects.Anthropic.CreateStreamReader();
        Assert.Equal((good.Length, good.Length), reader.Read(bytes));
        Assert.Equal(ErrorKind.UpstreamFailure, reader.Error!.Kind);
        Assert.False(reader.ErrorIsRelayable);
        Assert.Equal(5, reader.Usage.Input);
    }

    [Fact]
    public void Cumulative_counts_replace_and_null_ones_do_not()
    {
        var bytes = AnthropicStreams.Sse(
            ("message_start", """{"message":{"usage":{"input_tokens":10,"cache_read_input_tokens":4,"cache_creation_input_tokens":100,"output_tokens":1}}}"""),
            ("message_delta", """{"delta":{},"usage":{"input_tokens":12,"cache_read_input_tokens":null,"output_tokens":50}}"""),
            ("message_delta", """{"delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":70,"cache_creation_input_tokens":90}}"""));
        var reader = WireDialects.Anthropic.CreateStreamReader();
        reader.Read(bytes);
        Assert.Equal(new TokenUsage(12, 4, 90, 0, 70), reader.Usage);
        Assert.True(reader.ToAnswer().UsageIsFinal);
        Assert.False(reader.IsComplete);
    }

    [Fact]
    public void Counts_without_a_reason_to_stop_become_final_with_the_last_event_only()
    {
        var reader = WireDialects.Anthropic.CreateStreamReader();
        reader.Read(AnthropicStreams.Sse(
            ("message_start", """{"message":{"usage":{"input_tokens":10,"output_tokens":1}}}"""), ("message_delta", """{"usage":{"output_tokens":50}}""")));
        Assert.False(reader.ToAnswer().UsageIsFinal);
        reader.Read(AnthropicStreams.Sse(("message_stop", "{}")));
        Assert.True(reader.ToAnswer().UsageIsFinal);
    }

    [Fact]
    public void Counts_that_never_came_are_not_final_even_when_the_stream_is_whole()
    {
        var reader = WireDialects.Anthropic.CreateStreamReader();
        reader.Read(AnthropicStreams.Sse(
            ("message_start", """{"message":{"usage":{"input_tokens":10,"output_tokens":1}}}"""), ("message_delta", """{"delta":{"stop_reason":"end_turn"}}"""), ("message_stop", "{}")));
        Assert.True(reader.IsComplete);
        Assert.False(reader.ToAnswer().UsageIsFinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"50\"")]
    public void A_final_count_that_is_null_or_unreadable_leaves_the_usage_open(string output)
    {
        var reader = WireDialects.Anthropic.CreateStreamReader();
        reader.Read(AnthropicStreams.Sse(
            ("message_start", """{"message":{"usage":{"input_tokens":10,"output_tokens":1}}}"""),
            ("message_delta", "{\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":" + output + "}}"),
            ("message_stop", "{}")));
        Assert.True(reader.IsComplete);
        Assert.False(reader.ToAnswer().UsageIsFinal);
    }

    [Fact]
    public void What_comes_after_the_last_event_goes_out_after_settling()
    {
        var reader = WireDialects.Anthropic.CreateStreamReader();
        reader.Read(AnthropicStreams.Text);
        var ping = "event: ping\ndata: {}\n\n"u8;
        Assert.Equal((ping.Length, 0), reader.Read(ping));
        Assert.Equal((AnthropicStreams.Text.Length, 0), reader.Read(AnthropicStreams.Text));
        Assert.Equal("Hello, w\u00f6rld \U0001F44B", reader.ToAnswer().Text);
    }

    [Fact]
    public void A_stream_with_any_byte_changed_never_throws() => Prop.ForAll<ushort, byte>((at, value) =>
    {
        var bytes = AnthropicStreams.Tools;
        bytes[at % bytes.Length] = value;
        var reader = WireDialects.Anthropic.CreateStreamReader();
        var (complete, beforeLast) = reader.Read(bytes);
        Assert.InRange(beforeLast, 0, complete);
        Assert.NotNull(reader.ToAnswer());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Comments_and_crlf_and_a_byte_order_mark_pass_by()
    {
        var text = "\uFEFF: hello\n\n" + Encoding.UTF8.GetString(AnthropicStreams.Text).Replace("\n", "\r\n", StringComparison.Ordinal) + ": bye\n\n";
        var bytes = Encoding.UTF8.GetBytes(text);
        var run = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), bytes);
        Assert.True(run.Reader.IsComplete);
        Assert.Equal(bytes.Length, run.Relayed);
        Assert.Equal("Hello, w\u00f6rld \U0001F44B", run.Reader.ToAnswer().Text);
    }

    [Fact]
    public void An_event_without_a_name_is_read_by_its_type()
    {
        var text = Encoding.UTF8.GetString(AnthropicStreams.Text);
        var nameless = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("event:", StringComparison.Ordinal)));
        var run = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), Encoding.UTF8.GetBytes(nameless));
        Assert.Equal(StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), AnthropicStreams.Text).Facts, run.Facts);
    }
}
