using System.Text;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Whole answers keep their content, their reason for stopping and every counted token.</summary>
public sealed class AnswerCrossingTests
{
    private const string MessagesUsage = """{"input_tokens":11,"cache_read_input_tokens":22,"cache_creation_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"output_tokens":55,"service_tier":"standard"}""";

    private const string ConverseUsage = """{"inputTokens":11,"outputTokens":55,"totalTokens":95,"cacheReadInputTokens":22,"cacheWriteInputTokens":7,"cacheDetails":[{"ttl":"1h","inputTokens":4},{"ttl":"5m","inputTokens":3}]}""";

    [Fact]
    public void A_Messages_answer_becomes_one_of_Converse() => Crossed.AssertSame(
        """
        {"output":{"message":{"role":"assistant","content":[
          {"reasoningContent":{"reasoningText":{"text":"hm","signature":"EqQB"}}},{"reasoningContent":{"redactedContent":"b3Bh"}},
          {"text":"Gr\u00fc\ud83d\ude42"},
          {"citationsContent":{"content":[{"text":"c"}],"citations":[{"title":"d","sourceContent":[{"text":"q"}],"location":{"documentChunk":{"documentIndex":0,"start":1,"end":2}}}]}},
          {"toolUse":{"toolUseId":"toolu_1","name":"f","input":{"a": 1.0}}},{"toolUse":{"toolUseId":"a.b","name":"g","input":{}}}]}},
         "stopReason":"tool_use","usage":CONVERSE_USAGE,"metrics":{"latencyMs":0},"serviceTier":{"type":"default"}}
        """.Replace("CONVERSE_USAGE", ConverseUsage, StringComparison.Ordinal).Replace("MESSAGES_USAGE", MessagesUsage, StringComparison.Ordinal),
        Crossed.Answer(Dialect.Converse, Dialect.Anthropic, """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","stop_reason":"tool_use","stop_sequence":null,"usage":MESSAGES_USAGE,"content":[
          {"type":"thinking","thinking":"hm","signature":"EqQB"},{"type":"redacted_thinking","data":"b3Bh"},
          {"type":"text","text":"Gr\u00fc\ud83d\ude42","citations":null},{"type":"text","text":""},{"type":"web_search_tool_result","content":[]},
          {"type":"text","text":"c","citations":[{"type":"content_block_location","cited_text":"q","document_index":0,"document_title":"d","start_block_index":1,"end_block_index":2}]},
          {"type":"tool_use","id":"toolu_1","name":"f","input":{"a": 1.0}},{"type":"tool_use","id":"enc-a_db","name":"g","input":{}}]}
        """.Replace("CONVERSE_USAGE", ConverseUsage, StringComparison.Ordinal).Replace("MESSAGES_USAGE", MessagesUsage, StringComparison.Ordinal)));

    [Fact]
    public void A_Converse_answer_becomes_one_of_Messages() => Crossed.AssertSame(
        """
        {"id":"msg_req_1","type":"message","role":"assistant","model":"claude-opus-5","content":[
          {"type":"thinking","thinking":"hm","signature":"EqQB"},{"type":"thinking","thinking":"unsigned","signature":""},{"type":"redacted_thinking","data":"b3Bh"},
          {"type":"text","text":"x"},
          {"type":"text","text":"ab","citations":[{"type":"char_location","cited_text":"q","document_index":0,"document_title":null,"start_char_index":1,"end_char_index":2}]},
          {"type":"tool_use","id":"enc-a_db","name":"f","input":{"a": 1.0}}],
         "stop_reason":"stop_sequence","stop_sequence":"END","stop_details":null,"container":null,
         "usage":MESSAGES_USAGE}
        """.Replace("CONVERSE_USAGE", ConverseUsage, StringComparison.Ordinal).Replace("MESSAGES_USAGE", MessagesUsage, StringComparison.Ordinal),
        Crossed.Answer(Dialect.Anthropic, Dialect.Converse, """
        {"output":{"message":{"role":"assistant","content":[
          {"reasoningContent":{"reasoningText":{"text":"hm","signature":"EqQB"}}},{"reasoningContent":{"reasoningText":{"text":"unsigned"}}},{"reasoningContent":{"redactedContent":"b3Bh"}},
          {"text":"x"},{"text":""},
          {"citationsContent":{"content":[{"text":"a"},{"text":"b"}],"citations":[{"sourceContent":[{"text":"q"}],"location":{"documentChar":{"documentIndex":0,"start":1,"end":2}}}]}},
          {"toolUse":{"toolUseId":"a.b","name":"f","input":{"a": 1.0}}}]}},
         "stopReason":"stop_sequence","additionalModelResponseFields":{"stop_sequence":"END"},"usage":CONVERSE_USAGE,"metrics":{"latencyMs":812},"serviceTier":{"type":"default"}}
        """.Replace("CONVERSE_USAGE", ConverseUsage, StringComparison.Ordinal).Replace("MESSAGES_USAGE", MessagesUsage, StringComparison.Ordinal)));

    [Theory]
    [InlineData("end_turn", "end_turn")]
    [InlineData("stop_sequence", "stop_sequence")]
    [InlineData("max_tokens", "max_tokens")]
    [InlineData("tool_use", "tool_use")]
    [InlineData("model_context_window_exceeded", "model_context_window_exceeded")]
    [InlineData("refusal", "content_filtered")]
    [InlineData("pause_turn", "end_turn")]
    [InlineData("something_new", "end_turn")]
    public void Stop_reasons_of_Messages_in_Converse(string reason, string expected)
    {
        var answer = Crossed.Answer(Dialect.Converse, Dialect.Anthropic, $$$"""{"content":[],"stop_reason":"{{{reason}}}","usage":{{{MessagesUsage}}}}""");

        Assert.Equal(expected, Crossed.Parse(answer).GetProperty("stopReason").GetString());
    }

    [Theory]
    [InlineData("end_turn", "end_turn")]
    [InlineData("stop_sequence", "stop_sequence")]
    [InlineData("max_tokens", "max_tokens")]
    [InlineData("tool_use", "tool_use")]
    [InlineData("model_context_window_exceeded", "model_context_window_exceeded")]
    [InlineData("content_filtered", "refusal")]
    [InlineData("guardrail_intervened", "refusal")]
    public void Stop_reasons_of_Converse_in_Messages(string reason, string expected)
    {
        var answer = Crossed.Answer(Dialect.Anthropic, Dialect.Converse, $$$"""{"output":{"message":{"content":[]}},"stopReason":"{{{reason}}}","usage":{{{ConverseUsage}}}}""");

        Assert.Equal(expected, Crossed.Parse(answer).GetProperty("stop_reason").GetString());
    }

    [Fact]
    public void An_intervention_of_a_guardrail_is_told_apart_from_a_refusal_both_ways()
    {
        var messages = Crossed.Answer(Dialect.Anthropic, Dialect.Converse, $$$"""{"output":{"message":{"content":[]}},"stopReason":"guardrail_intervened","usage":{{{ConverseUsage}}}}""");
        var converse = Crossed.Answer(Dialect.Converse, Dialect.Anthropic, messages);

        Assert.Equal("guardrail", Crossed.Parse(messages).GetProperty("stop_details").GetProperty("category").GetString());
        Assert.Equal("guardrail_intervened", Crossed.Parse(converse).GetProperty("stopReason").GetString());
    }

    [Fact]
    public void The_sequence_that_was_met_is_told_both_ways()
    {
        var converse = Crossed.Answer(Dialect.Converse, Dialect.Anthropic, $$$"""{"content":[],"stop_reason":"stop_sequence","stop_sequence":"E\u004eD","usage":{{{MessagesUsage}}}}""");
        var messages = Crossed.Answer(Dialect.Anthropic, Dialect.Converse, converse);

        Assert.Contains("\"additionalModelResponseFields\":{\"stop_sequence\":\"E\\u004eD\"}", converse, StringComparison.Ordinal);
        Assert.Equal("END", Crossed.Parse(messages).GetProperty("stop_sequence").GetString());
    }

    [Theory]
    [InlineData("malformed_model_output")]
    [InlineData("malformed_tool_use")]
    public void Malformed_output_is_a_fault_and_not_an_answer(string reason)
    {
        var answer = Encoding.UTF8.GetBytes($$$"""{"output":{"message":{"content":[{"text":"x"}]}},"stopReason":"{{{reason}}}","usage":{{{ConverseUsage}}}}""");
        var crossing = Wire.Crossings.DialectCrossings.Find(Dialect.Anthropic, Dialect.Converse)!;

        Assert.False(crossing.TryWriteAnswer(new System.Buffers.ArrayBufferWriter<byte>(), answer, Crossed.Reply, out var fault));
        Assert.Equal("stopReason", fault.Path);
    }

    [Theory]
    [InlineData("""{"inputTokens":5,"outputTokens":6,"totalTokens":11}""", 5, 0, 0, 0, 6)]
    [InlineData("""{"inputTokens":5,"outputTokens":6,"totalTokens":30,"cacheReadInputTokens":9,"cacheWriteInputTokens":10}""", 5, 9, 10, 0, 6)]
    [InlineData("""{"inputTokens":5,"outputTokens":6,"totalTokens":30,"cacheWriteInputTokens":10,"cacheWriteInputTokenCount":10,"cacheDetails":[{"ttl":"1h","inputTokens":10}]}""", 5, 0, 0, 10, 6)]
    public void Usage_of_Converse_in_Messages(string usage, long input, long read, long write5m, long write1h, long output)
    {
        var answer = Crossed.Answer(Dialect.Anthropic, Dialect.Converse, $$$"""{"output":{"message":{"content":[]}},"stopReason":"end_turn","usage":{{{usage}}}}""");

        Assert.True(WireDialects.Anthropic.TryReadAnswer(Encoding.UTF8.GetBytes(answer), out var read2, out _));
        Assert.Equal((new TokenUsage(input, read, write5m, write1h, output), true), (read2.Usage, read2.UsageIsFinal));
    }

    [Theory]
    [InlineData("""{"input_tokens":5,"output_tokens":6}""", 11)]
    [InlineData("""{"input_tokens":5,"cache_read_input_tokens":9,"cache_creation_input_tokens":10,"output_tokens":6,"output_tokens_details":{"thinking_tokens":4}}""", 30)]
    [InlineData("""{"input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":10},"cache_creation_input_tokens":12,"output_tokens":6}""", 23)]
    public void The_total_of_Converse_is_the_sum_of_the_five_buckets(string usage, long total)
    {
        var answer = Crossed.Answer(Dialect.Converse, Dialect.Anthropic, $$$"""{"content":[],"stop_reason":"end_turn","usage":{{{usage}}}}""");

        Assert.Equal(total, Crossed.Parse(answer).GetProperty("usage").GetProperty("totalTokens").GetInt64());
    }
}
