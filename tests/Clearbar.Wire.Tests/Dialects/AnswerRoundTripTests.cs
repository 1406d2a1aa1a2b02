using System.Text;
using System.Text.Json;
using Clearbar.Wire.Tests.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Dialects;

/// <summary>An answer that is written, whole or streamed, is read back as the same answer in every dialect.</summary>
public sealed class AnswerRoundTripTests
{
    [Theory]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Converse)]
    [InlineData(Dialect.Invoke)]
    [InlineData(Dialect.OpenAi)]
    public void A_whole_answer_is_read_back(Dialect dialect) => Prop.ForAll(Answers(dialect), answer =>
    {
        var bytes = Written.By(output => WireDialects.Of(dialect).WriteAnswer(output, answer));
        Assert.True(WireDialects.Of(dialect).TryReadAnswer(bytes, out var read, out var fault), fault?.Message);
        AssertSame(answer, read!);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Converse)]
    [InlineData(Dialect.Invoke)]
    [InlineData(Dialect.OpenAi)]
    public void A_streamed_answer_is_read_back_however_it_is_cut(Dialect dialect) => Prop.ForAll(Answers(dialect), answer =>
    {
        var bytes = Written.By(output => WireDialects.Of(dialect).WriteAnswerStream(output, answer));
        var run = StreamRun.Feed(WireDialects.Of(dialect).CreateStreamReader(), bytes, bytes.Length / 3, bytes.Length / 2);
        Assert.True(run.Reader.IsComplete);
        Assert.Equal(bytes.Length, run.Relayed);
        AssertSame(answer, run.Reader.ToAnswer());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_anthropic_answer_has_the_members_the_clients_declare()
    {
        var json = Written.Json(output => WireDialects.Anthropic.WriteAnswer(output, new Answer { Model = "local", Text = "card_arrival" }));
        Assert.Matches("^msg_[0-9a-f]{24}$", json.Text("id"));
        Assert.Equal("message", json.Text("type"));
        Assert.Equal("assistant", json.Text("role"));
        Assert.Equal("local", json.Text("model"));
        Assert.Equal("end_turn", json.Text("stop_reason"));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("stop_sequence").ValueKind);
        Assert.Equal("""[{"type":"text","text":"card_arrival"}]""", json.GetProperty("content").GetRawText());
        Assert.Equal(
            """{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":0}""",
            json.GetProperty("usage").GetRawText());
    }

    [Fact]
    public void An_anthropic_stream_is_the_documented_sequence()
    {
        var answer = new Answer { MessageId = "msg_1", Model = "local", Text = "a\nb", ToolCalls = [new ToolCall("t", "n", "{}")], Usage = new TokenUsage(3, 0, 0, 0, 2) };
        var lines = Written.Text(output => WireDialects.Anthropic.WriteAnswerStream(output, answer)).Split('\n');
        Assert.Equal(
            [
                "event: message_start",
                """data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"local","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"container":null,"usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1}}}""",
                "",
                "event: content_block_start",
                """data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
                "",
                "event: content_block_delta",
                """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a\nb"}}""",
                "",
                "event: content_block_stop",
                """data: {"type":"content_block_stop","index":0}""",
                "",
                "event: content_block_start",
                """data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"n","input":{}}}""",
                "",
                "event: content_block_delta",
                """data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
                "",
                "event: content_block_stop",
                """data: {"type":"content_block_stop","index":1}""",
                "",
                "event: message_delta",
                """data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":null},"usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":2}}""",
                "",
                "event: message_stop",
                """data: {"type":"message_stop"}""",
                "",
                "",
            ],
            lines);
    }

    [Fact]
    public void A_converse_answer_has_the_modelled_members()
    {
        var answer = new Answer { Text = "x", ToolCalls = [new ToolCall("t", "n", """{"a":1}""")], StopReason = StopReason.ToolUse, Usage = new TokenUsage(1, 2, 3, 4, 5) };
        Assert.Equal(
            """{"output":{"message":{"role":"assistant","content":[{"text":"x"},{"toolUse":{"toolUseId":"t","name":"n","input":{"a":1}}}]}},"stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":5,"totalTokens":15,"cacheReadInputTokens":2,"cacheWriteInputTokens":7,"cacheDetails":[{"ttl":"1h","inputTokens":4},{"ttl":"5m","inputTokens":3}]},"metrics":{"latencyMs":0}}""",
            Written.Text(output => WireDialects.Converse.WriteAnswer(output, answer)));
    }

    [Fact]
    public void Every_frame_of_a_converse_stream_is_padded_and_text_has_no_block_start()
    {
        var bytes = Written.By(output => WireDialects.Converse.WriteAnswerStream(output, new Answer { Text = "x", ToolCalls = [new ToolCall("t", "n", "{}")] })).AsSpan();
        var types = new List<string>();
        while (!bytes.IsEmpty)
        {
            Assert.Equal(Wire.EventStream.FrameStatus.Frame, Wire.EventStream.EventStreamReader.TryRead(bytes, out var frame));
            using var payload = JsonDocument.Parse(frame.Payload.ToArray());
            Assert.StartsWith(payload.RootElement.Text("p"), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", StringComparison.Ordinal);
            types.Add(Encoding.UTF8.GetString(frame.EventType));
            bytes = bytes[frame.TotalLength..];
        }

        Assert.Equal(
            [
                "messageStart", "contentBlockDelta", "contentBlockStop", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop",
                "metadata",
            ],
            types);
    }

    [Fact]
    public void Other_members_and_blocks_of_an_answer_pass_by()
    {
        const string Body =
            """
            {"container":null,"content":[{"text":"a","type":"text","citations":[{"type":"char_location"}]},{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"q"}},
             {"type":"thinking","thinking":"t","signature":"s"},{"input":{"deep":[[{"x":"}"}]]},"name":"f","id":"toolu_1","type":"tool_use"},{"type":"text","text":"b"},"odd"],
             "model":"claude-opus-5","stop_reason":"something_new","usage":{"output_tokens":2,"input_tokens":1,"server_tool_use":{"web_search_requests":1}},"id":"msg_9","type":"message"}
            """;
        Assert.True(WireDialects.Anthropic.TryReadAnswer(Encoding.UTF8.GetBytes(Body), out var answer, out _));
        Assert.Equal("ab", answer!.Text);
        Assert.Equal([new ToolCall("toolu_1", "f", """{"deep":[[{"x":"}"}]]}""")], answer.ToolCalls);
        Assert.Equal(StopReason.Other, answer.StopReason);
        Assert.Equal("msg_9", answer.MessageId);
        Assert.True(answer.HasThinking);
        Assert.True(answer.UsageIsFinal);
    }

    [Theory]
    [InlineData(Dialect.Anthropic, """{"type":"message"}""", "content")]
    [InlineData(Dialect.Anthropic, """{"content":"x"}""", "content")]
    [InlineData(Dialect.Anthropic, "[]", null)]
    [InlineData(Dialect.Anthropic, """{"content":[]""", null)]
    [InlineData(Dialect.Anthropic, """{"content":[]} x""", null)]
    [InlineData(Dialect.Invoke, """{"output":{"message":{"content":[]}}}""", "content")]
    [InlineData(Dialect.Converse, """{"output":{"message":{}}}""", "output.message.content")]
    [InlineData(Dialect.Converse, """{"output":[]}""", "output.message.content")]
    [InlineData(Dialect.Converse, "", null)]
    public void An_answer_that_is_none_is_a_fault(Dialect dialect, string body, string? path)
    {
        Assert.False(WireDialects.Of(dialect).TryReadAnswer(Encoding.UTF8.GetBytes(body), out _, out var fault));
        Assert.Equal(path, fault!.Path);
    }

    private static void AssertSame(Answer expected, Answer read)
    {
        Assert.Equal(expected.Text, read.Text);
        Assert.Equal(expected.ToolCalls, read.ToolCalls);
        Assert.Equal(expected.StopReason, read.StopReason);
        Assert.Equal(expected.Usage, read.Usage);
        Assert.Equal(expected.MessageId, read.MessageId);
        Assert.Equal(expected.Model, read.Model);
        Assert.Equal(expected.ServiceTier, read.ServiceTier);
        Assert.Equal(expected.Speed, read.Speed);
        Assert.Equal(expected.InferenceGeo, read.InferenceGeo);
        Assert.True(read.UsageIsFinal);
    }

    // Converse names neither a message nor a model, nor speed and geography; Chat Completions has few reasons and one kind of cache write.
    private static Arbitrary<Answer> Answers(Dialect dialect)
    {
        var isOpenAi = dialect == Dialect.OpenAi;
        var isAnthropic = dialect is Dialect.Anthropic or Dialect.Invoke;
        var word = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Sound(text.Get));
        var call =
            from id in word
            from name in word
            from input in Gen.Elements("{}", """{"a":[1,2,{"b":null}]}""", """{"text":"\"\\\u00e9\n"}""")
            select new ToolCall(id, name, input);
        StopReason[] reasons = isOpenAi ? [StopReason.EndTurn, StopReason.MaxTokens, StopReason.ToolUse, StopReason.Refusal] : isAnthropic
            ? [StopReason.EndTurn, StopReason.MaxTokens, StopReason.StopSequence, StopReason.ToolUse, StopReason.PauseTurn, StopReason.Refusal, StopReason.ContextWindowExceeded]
            : [StopReason.EndTurn, StopReason.MaxTokens, StopReason.StopSequence, StopReason.ToolUse, StopReason.GuardrailIntervened, StopReason.Refusal, StopReason.ContextWindowExceeded, StopReason.Malformed];
        var count = Gen.Choose(0, int.MaxValue).Select(value => (long)value);
        var answers =
            from text in word
            from calls in call.ListOf()
            from reason in Gen.Elements(reasons)
            from usage in count.ArrayOf(5).Select(n => new TokenUsage(n[0], n[1], n[2], isOpenAi ? 0 : n[3], n[4]))
            from tier in Gen.Elements<string?>(null, "standard", "priority")
            select new Answer
            {
                Text = text,
                ToolCalls = [.. calls],
                StopReason = reason,
                Usage = usage,
                ServiceTier = tier,
                MessageId = isAnthropic || isOpenAi ? "msg_" + usage.Input : null,
                Model = isAnthropic || isOpenAi ? "claude-haiku-4-5" : null,
                Speed = isAnthropic ? tier : null,
                InferenceGeo = isAnthropic ? tier : null,
            };
        return answers.ToArbitrary();
    }

    // Text on the wire is UTF-8, which has no lone surrogates.
    private static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
