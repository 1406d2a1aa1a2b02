using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Whole answers in the other dialect: text, calls, reasons, and counts that add up.</summary>
public sealed class AnswerCrossingTests
{
    [Fact]
    public void A_message_becomes_a_completion()
    {
        var json = Crossed.Answer(
            Crossed.OpenAiToAnthropic,
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","stop_reason":"tool_use","content":[{"type":"thinking","thinking":"t","signature":"s"},
             {"type":"text","text":"so "},{"type":"text","text":"be it","citations":[]},{"type":"tool_use","id":"toolu_1","name":"enc-a-2eb","input":{ "a": 1.50 }},{"type":"tool_use","id":"toolu_2","name":"g","input":{}}],
             "usage":{"input_tokens":1,"cache_read_input_tokens":2,"cache_creation_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"output_tokens":9,"output_tokens_details":{"thinking_tokens":5},"service_tier":"standard"}}
            """);
        Assert.Equal(
            """{"id":"msg_1","object":"chat.completion","created":1700000000,"model":"claude-x","choices":[{"index":0,"message":{"role":"assistant","content":"so be it","refusal":null,"tool_calls":["""
            + """{"id":"toolu_1","type":"function","function":{"name":"a.b","arguments":"{ \"a\": 1.50 }"}},{"id":"toolu_2","type":"function","function":{"name":"g","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":9,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":2,"cache_write_tokens":7},"completion_tokens_details":{"reasoning_tokens":5}},"service_tier":"default"}""",
            json.GetRawText());
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("pause_turn", "stop")]
    [InlineData("something_new", "stop")]
    public void A_stop_reason_becomes_a_finish_reason(string stop, string finish)
    {
        var json = Crossed.Answer(Crossed.OpenAiToAnthropic, $$"""{"content":[{"type":"text","text":"x"}],"stop_reason":"{{stop}}"}""");
        Assert.Equal(finish, json.GetProperty("choices")[0].Text("finish_reason"));

        // What the answer does not say, the reply does.
        Assert.Equal(("req_1", "served"), (json.Text("id"), json.Text("model")));
    }

    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("tool_calls", "tool_use")]
    [InlineData("content_filter", "refusal")]
    [InlineData("something_new", "end_turn")]
    public void A_finish_reason_becomes_a_stop_reason(string finish, string stop)
    {
        var json = Crossed.Answer(Crossed.AnthropicToOpenAi, $$$"""{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"{{{finish}}}"}]}""");
        Assert.Equal(stop, json.Text("stop_reason"));
        Assert.Equal(("req_1", "served"), (json.Text("id"), json.Text("model")));
    }

    [Fact]
    public void A_completion_becomes_a_message()
    {
        var json = Crossed.Answer(
            Crossed.AnthropicToOpenAi,
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"qwen","choices":[{"index":1,"message":{"content":"other"},"finish_reason":"length"},
             {"finish_reason":"stop","message":{"role":"assistant","reasoning_content":"hm","content":"so","tool_calls":[{"id":"c.1","type":"function","function":{"name":"a.b","arguments":"{ \"a\": 1.50 }"}},
              {"id":"","type":"function","function":{"name":"g","arguments":""}},{"function":{"name":"h","arguments":{"b":2}}}]},"index":0}],
             "usage":{"prompt_tokens":10,"completion_tokens":9,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4}}}
            """);
        Assert.Equal(
            """[{"type":"text","text":"so"},{"type":"tool_use","id":"enc-c-2e1","name":"enc-a-2eb","input":{ "a": 1.50 }},{"type":"tool_use","id":"call_req_1_1","name":"g","input":{}},{"type":"tool_use","id":"call_req_1_2","name":"h","input":{"b":2}}]""",
            json.GetProperty("content").GetRawText());
        Assert.Equal(("chatcmpl-1", "qwen", "tool_use"), (json.Text("id"), json.Text("model"), json.Text("stop_reason")));
        Assert.Equal(
            """{"input_tokens":6,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":9}""",
            json.GetProperty("usage").GetRawText());
    }

    [Fact]
    public void A_refusal_is_text_and_the_reason()
    {
        var json = Crossed.Answer(Crossed.AnthropicToOpenAi, """{"choices":[{"index":0,"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}""");
        Assert.Equal("""[{"type":"text","text":"no"}]""", json.GetProperty("content").GetRawText());
        Assert.Equal("refusal", json.Text("stop_reason"));
    }

    [Fact]
    public void Arguments_cut_by_the_limit_are_left_out_and_wrong_ones_are_a_fault()
    {
        const string Cut = """{"choices":[{"index":0,"message":{"content":"x","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{\"a\":"}}]},"finish_reason":"length"}]}""";
        var json = Crossed.Answer(Crossed.AnthropicToOpenAi, Cut);
        Assert.Equal("""[{"type":"text","text":"x"}]""", json.GetProperty("content").GetRawText());
        Assert.Equal("max_tokens", json.Text("stop_reason"));
        Assert.Equal(
            "choices.0.message.tool_calls", Crossed.AnswerFault(Crossed.AnthropicToOpenAi, Cut.Replace("\"length\"", "\"tool_calls\"", StringComparison.Ordinal)).Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[{"index":0""")]
    [InlineData("<html>")]
    public void An_answer_that_is_none_is_a_fault(string answer)
    {
        Assert.NotEmpty(Crossed.AnswerFault(Crossed.AnthropicToOpenAi, answer).Message);
        Assert.NotEmpty(Crossed.AnswerFault(Crossed.OpenAiToAnthropic, answer).Message);
    }

    [Fact]
    public void Counts_keep_their_sum_both_ways() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(5).ToArbitrary(), n =>
    {
        var usage = new TokenUsage(n[0], n[1], n[2], n[3], n[4]);
        var message = Written.Text(output => WireDialects.Anthropic.WriteAnswer(output, new Answer { Text = "x", Usage = usage }));
        var completion = Crossed.Answer(Crossed.OpenAiToAnthropic, message).GetProperty("usage");
        Assert.Equal(usage.Prompt, completion.GetProperty("prompt_tokens").GetInt64());
        Assert.Equal(usage.Output, completion.GetProperty("completion_tokens").GetInt64());
        Assert.Equal(usage.Total, completion.GetProperty("total_tokens").GetInt64());

        var local = Written.Text(output => WireDialects.OpenAi.WriteAnswer(output, new Answer { Text = "x", Usage = usage }));
        var crossed = Crossed.Answer(Crossed.AnthropicToOpenAi, local).GetProperty("usage");
        Assert.Equal(usage.Input, crossed.GetProperty("input_tokens").GetInt64());
        Assert.Equal(usage.CacheRead, crossed.GetProperty("cache_read_input_tokens").GetInt64());
        Assert.Equal(usage.CacheWrite5m + usage.CacheWrite1h, crossed.GetProperty("cache_creation_input_tokens").GetInt64());
        Assert.Equal(usage.Output, crossed.GetProperty("output_tokens").GetInt64());
    }).QuickCheckThrowOnFailure();
}
