using System.Text;
using System.Text.Json;
using Clearbar.Wire.Dialects.OpenAi;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Dialects.OpenAi;

/// <summary>Answers of Chat Completions, whole and streamed: text, calls, reasons and counts, from OpenAI and from local servers.</summary>
public sealed class OpenAiAnswerTests
{
    private const string Done = "data: [DONE]";

    [Fact]
    public void A_streamed_text_is_read_with_its_counts()
    {
        var (answer, reader) = Stream(OpenAiStreams.Text);
        Assert.Equal("Hello, w\u00f6rld \U0001F44B", answer.Text);
        Assert.Equal((StopReason.EndTurn, "chatcmpl-1", "gpt-x", "default"), (answer.StopReason, answer.MessageId, answer.Model, answer.ServiceTier));
        Assert.Equal(new TokenUsage(20, 7, 3, 0, 15), answer.Usage);
        Assert.Equal(4, answer.ThinkingTokens);
        Assert.True(answer.UsageIsFinal);
        Assert.True(reader.IsComplete);
    }

    [Fact]
    public void Streamed_calls_are_put_together_by_index()
    {
        var (answer, _) = Stream(OpenAiStreams.Tools);
        Assert.Equal([new ToolCall("call_1", "get_weather", """{"location": "San Francisco"}"""), new ToolCall("call_2", "now", "{}")], answer.ToolCalls);
        Assert.True(answer.HasThinking);
        Assert.Equal(new TokenUsage(472, 0, 0, 0, 89), answer.Usage);
    }

    [Fact]
    public void Calls_that_share_an_index_are_told_apart_by_id_and_the_last_counts_stand()
    {
        var (answer, _) = Stream(OpenAiStreams.Local);
        Assert.Equal([new ToolCall("c.1", "f", "{}"), new ToolCall("c.2", "g", """{"a":1}""")], answer.ToolCalls);
        Assert.Equal(new TokenUsage(5, 0, 0, 0, 9), answer.Usage);
        Assert.True(answer.UsageIsFinal);
    }

    [Fact]
    public void Only_the_event_that_ends_the_stream_waits_for_settling()
    {
        var reader = WireDialects.OpenAi.CreateStreamReader();
        var (complete, beforeLast) = reader.Read(OpenAiStreams.Text);
        Assert.Equal((OpenAiStreams.Text.Length, OpenAiStreams.Text.Length - Done.Length - 2), (complete, beforeLast));
        Assert.Equal((3, 0), reader.Read(":\n\n"u8));
    }

    [Fact]
    public void The_role_alone_is_no_content()
    {
        var reader = WireDialects.OpenAi.CreateStreamReader();
        reader.Read(OpenAiStreams.Sse(OpenAiStreams.Chunk("""{"role":"assistant","content":""}""")));
        Assert.False(reader.HasContent);
        reader.Read(OpenAiStreams.Sse(OpenAiStreams.Chunk("""{"content":"x"}""")));
        Assert.True(reader.HasContent);
    }

    [Fact]
    public void Counts_are_final_only_when_the_answer_has_come_to_its_end()
    {
        const string Counts = """data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""";
        var text = OpenAiStreams.Chunk("""{"content":"x"}""");
        Assert.False(Stream(OpenAiStreams.Sse(text, Counts)).Answer.UsageIsFinal);
        Assert.True(Stream(OpenAiStreams.Sse(text, Counts, Done)).Answer.UsageIsFinal);
        Assert.True(Stream(OpenAiStreams.Sse(text, OpenAiStreams.Chunk("{}", "\"stop\""), Counts)).Answer.UsageIsFinal);
        Assert.False(Stream(OpenAiStreams.Sse(text, OpenAiStreams.Chunk("{}", "\"stop\""), Done)).Answer.UsageIsFinal);
    }

    [Fact]
    public void Other_choices_pass_by()
    {
        var (answer, _) = Stream(OpenAiStreams.Sse(
            """data: {"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"length"},{"delta":{"content":"a"},"index":0}]}""", Done));
        Assert.Equal(("a", StopReason.Unknown), (answer.Text, answer.StopReason));
    }

    [Fact]
    public void A_refusal_is_text_and_the_reason()
    {
        var (answer, _) = Stream(OpenAiStreams.Sse(OpenAiStreams.Chunk("""{"refusal":"I "}"""), OpenAiStreams.Chunk("""{"refusal":"won't"}"""), OpenAiStreams.Chunk("{}", "\"stop\""), Done));
        Assert.Equal(("I won't", StopReason.Refusal), (answer.Text, answer.StopReason));
    }

    [Fact]
    public void An_error_of_the_dialects_shape_may_be_relayed_and_others_not()
    {
        var (_, own) = Stream(OpenAiStreams.Failed);
        Assert.Equal(new GatewayError(ErrorKind.Overloaded, "Overloaded"), own.Error);
        Assert.True(own.ErrorIsRelayable);
        foreach (var data in new[] { """data: {"error":"boom"}""", """data: {"object":"error","message":"boom"}""", "event: error\ndata: {\"message\":\"boom\"}" })
        {
            var (_, other) = Stream(OpenAiStreams.Sse(data, Done));
            Assert.Equal(new GatewayError(ErrorKind.UpstreamFailure, "boom"), other.Error);
            Assert.False(other.ErrorIsRelayable);
            Assert.False(other.IsComplete);
        }
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3}}""", 3, 4, 3, 2, true)]
    [InlineData("""{"prompt_tokens_details":{"cached_tokens":10},"prompt_tokens":10,"completion_tokens":2}""", 0, 10, 0, 2, true)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}""", 10, 0, 0, 2, true)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":null}}""", 10, 0, 0, 2, true)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":11}}""", 0, 11, 0, 2, false)]
    [InlineData("""{"prompt_tokens":10}""", 10, 0, 0, 0, false)]
    [InlineData("""{"prompt_tokens":"10","completion_tokens":2}""", 0, 0, 0, 2, false)]
    [InlineData("null", 0, 0, 0, 0, false)]
    public void The_prompt_includes_what_the_cache_gave_and_took(string usage, long input, long read, long written, long output, bool isFinal)
    {
        var body = $$$"""{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}],"usage":{{{usage}}}}""";
        Assert.True(WireDialects.OpenAi.TryReadAnswer(Encoding.UTF8.GetBytes(body), out var answer, out _));
        Assert.Equal(new TokenUsage(input, read, written, 0, output), answer.Usage);
        Assert.Equal(isFinal, answer.UsageIsFinal);
    }

    [Fact]
    public void An_answer_has_the_members_the_clients_declare()
    {
        var answer = new Answer { MessageId = "chatcmpl-1", Model = "local", Text = "x", Usage = new TokenUsage(1, 2, 3, 4, 5) };
        Assert.Equal(
            """{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"local","choices":[{"index":0,"message":{"role":"assistant","content":"x","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":2,"cache_write_tokens":7}}}""",
            Written.Text(output => new OpenAiDialect(new StoppedClock()).WriteAnswer(output, answer)));
        Assert.Matches("^chatcmpl-[0-9a-f]{24}$", Written.Json(output => WireDialects.OpenAi.WriteAnswer(output, new Answer())).Text("id"));
        var called = Written.Json(output => WireDialects.OpenAi.WriteAnswer(output, new Answer { ToolCalls = [new ToolCall("c", "f", "{}")] })).GetProperty("choices")[0];
        Assert.Equal(JsonValueKind.Null, called.GetProperty("message").GetProperty("content").ValueKind);
        Assert.Equal("tool_calls", called.Text("finish_reason"));
    }

    [Fact]
    public void A_stream_of_its_own_has_counts_only_when_asked()
    {
        var answer = new Answer { MessageId = "i", Model = "m", Text = "x" };
        var with = Written.Text(output => WireDialects.OpenAi.WriteAnswerStream(output, answer));
        var without = Written.Text(output => WireDialects.OpenAi.WriteAnswerStream(output, answer, includeUsage: false));
        Assert.Contains("\"choices\":[],\"usage\":{", with, StringComparison.Ordinal);
        Assert.DoesNotContain("usage", without, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", with, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", without, StringComparison.Ordinal);
    }

    private static (Answer Answer, AnswerStreamReader Reader) Stream(byte[] bytes)
    {
        var reader = StreamRun.Feed(WireDialects.OpenAi.CreateStreamReader(), bytes).Reader;
        return (reader.ToAnswer(), reader);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1700000000);
    }
}
