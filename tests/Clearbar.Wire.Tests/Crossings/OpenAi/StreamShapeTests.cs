using System.Text;
using Clearbar.Wire.Crossings;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>The exact events a client sees.</summary>
public sealed class StreamShapeTests
{
    private const string ChunkHead = """{"id":"msg_02","object":"chat.completion.chunk","created":1700000000,"model":"claude-opus-5","choices":[{"index":0,"delta":""";
    private const string ChunkTail = ""","logprobs":null,"finish_reason":null}],"usage":null}""";

    [Fact]
    public void A_messages_stream_becomes_chunks()
    {
        var lines = Lines(Crossed.OpenAiToAnthropic.CreateStream(Crossed.Reply), AnthropicStreams.Tools);
        Assert.Equal(
            [
                Delta("""{"role":"assistant","content":""}"""),
                Delta("""{"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"get_weather","arguments":""}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"location\": \"San"}}]}"""),
                Delta("""{"tool_calls":[{"index":0,"function":{"arguments":" Francisco\"}"}}]}"""),
                Delta("""{"tool_calls":[{"index":1,"id":"toolu_2","type":"function","function":{"name":"now","arguments":""}}]}"""),
                Delta("""{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}"""),
                Delta("{}").Replace("\"finish_reason\":null", "\"finish_reason\":\"tool_calls\"", StringComparison.Ordinal),
                """data: {"id":"msg_02","object":"chat.completion.chunk","created":1700000000,"model":"claude-opus-5","choices":[],"usage":{"prompt_tokens":472,"completion_tokens":89,"total_tokens":561,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0}}}""",
                "data: [DONE]",
            ],
            lines);
    }

    [Fact]
    public void A_client_that_did_not_ask_gets_no_counts()
    {
        var lines = Lines(Crossed.OpenAiToAnthropic.CreateStream(Crossed.Reply with { IncludeUsage = false }), AnthropicStreams.Text);
        Assert.DoesNotContain(lines, line => line.Contains("usage", StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", lines[^1]);
        Assert.Contains("\"finish_reason\":\"stop\"", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_become_a_messages_stream()
    {
        var lines = Lines(Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply), OpenAiStreams.Local).Where(line => line.StartsWith("data", StringComparison.Ordinal));
        const string NoCounts = """{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":0}""";
        Assert.Equal(
            [
                $$$$"""data: {"type":"message_start","message":{"id":"x","type":"message","role":"assistant","model":"qwen","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"container":null,"usage":{{{{NoCounts}}}}}}""",
                """data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
                """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}""",
                """data: {"type":"content_block_stop","index":0}""",
                """data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"enc-c-2e1","name":"f","input":{}}}""",
                """data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
                """data: {"type":"content_block_stop","index":1}""",
                """data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"enc-c-2e2","name":"g","input":{}}}""",
                """data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}""",
                """data: {"type":"content_block_stop","index":2}""",
                $$"""data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":null},"usage":{{NoCounts.Replace("\"input_tokens\":0", "\"input_tokens\":5", StringComparison.Ordinal).Replace("\"output_tokens\":0", "\"output_tokens\":9", StringComparison.Ordinal)}}}""",
                """data: {"type":"message_stop"}""",
            ],
            lines);
    }

    [Fact]
    public void Thinking_and_counts_in_detail_reach_the_client()
    {
        var text = Crossed.Stream(Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply), OpenAiStreams.Text).Text;
        Assert.Contains(
            """{"input_tokens":20,"cache_creation_input_tokens":3,"cache_read_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":0},"output_tokens":15,"output_tokens_details":{"thinking_tokens":4},"service_tier":"standard"}""",
            text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("hm", Crossed.Stream(Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply), OpenAiStreams.Tools).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_the_middle_is_told_in_the_clients_words_and_ends_the_stream()
    {
        var openAi = Crossed.Stream(Crossed.OpenAiToAnthropic.CreateStream(Crossed.Reply), [.. AnthropicStreams.Overloaded, .. AnthropicStreams.Text]);
        Assert.EndsWith("""data: {"error":{"message":"Overloaded","type":"server_error","param":null,"code":"overloaded"}}""" + "\n\n", openAi.Text, StringComparison.Ordinal);
        Assert.Equal((true, AnthropicStreams.Overloaded.Length), (openAi.HasEnded, openAi.Consumed));
        var anthropic = Crossed.Stream(Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply), [.. OpenAiStreams.Failed, .. OpenAiStreams.Text]);
        Assert.EndsWith(
            "event: error\n" + """data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""" + "\n\n", anthropic.Text, StringComparison.Ordinal);
        Assert.Equal((true, OpenAiStreams.Failed.Length), (anthropic.HasEnded, anthropic.Consumed));
    }

    [Theory]
    [InlineData("""{"error":"boom"}""", ErrorKind.UpstreamFailure)]
    [InlineData("""{"object":"error","message":"boom","code":429}""", ErrorKind.RateLimited)]
    [InlineData("""{"error":{"code":503,"message":"boom","type":"unavailable_error"}}""", ErrorKind.Overloaded)]
    public void Errors_of_local_servers_are_told_too(string data, ErrorKind kind)
    {
        foreach (var crossing in new[] { Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply), new UsageChunkFilter("req_1") })
        {
            var (text, ended, _) = Crossed.Stream(crossing, Encoding.UTF8.GetBytes($"data: {data}\n\ndata: [DONE]\n\n"));
            Assert.True(ended);
            Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
            var reader = (crossing is UsageChunkFilter ? WireDialects.OpenAi : WireDialects.Anthropic).CreateStreamReader();
            reader.Read(Encoding.UTF8.GetBytes(text));
            Assert.Equal(new GatewayError(kind, "boom"), reader.Error);
            Assert.True(reader.ErrorIsRelayable);
        }
    }

    [Theory]
    [InlineData("""{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f"}},{"index":1,"id":"b","function":{"name":"g"}},{"index":0,"function":{"arguments":"{}"}}]}""")]
    public void A_piece_of_a_call_that_is_not_open_breaks_the_stream(string delta)
    {
        var (text, ended, _) = Crossed.Stream(Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply), OpenAiStreams.Sse(OpenAiStreams.Chunk(delta), "data: [DONE]"));
        Assert.True(ended);
        Assert.Contains("event: error\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_without_an_id_is_given_one_and_arguments_may_be_an_object()
    {
        var text = Crossed.Stream(
            Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply),
            OpenAiStreams.Sse(OpenAiStreams.Chunk("""{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}"""), "data: [DONE]")).Text;
        Assert.Contains("""{"type":"tool_use","id":"call_req_1_0","name":"f","input":{}}""", text, StringComparison.Ordinal);
        Assert.Contains(""" "partial_json":"{\"a\":1}" """.Trim(), text, StringComparison.Ordinal);
        Assert.Contains(""" "stop_reason":"tool_use" """.Trim(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_filter_drops_the_chunk_of_counts_and_no_other_byte()
    {
        var text = Encoding.UTF8.GetString(OpenAiStreams.Text);
        var counts = text.Split("\n\n").Single(line => line.Contains("\"choices\":[],", StringComparison.Ordinal)) + "\n\n";
        Assert.Equal(text.Replace(counts, "", StringComparison.Ordinal), Crossed.Stream(new UsageChunkFilter("req_1"), OpenAiStreams.Text).Text);

        // Counts beside a choice, and chunks without either, pass.
        Assert.Equal(Encoding.UTF8.GetString(OpenAiStreams.Local), Crossed.Stream(new UsageChunkFilter("req_1"), OpenAiStreams.Local).Text);
        var filters = OpenAiStreams.Sse("""data: {"choices":[],"prompt_filter_results":[]}""", ": ping");
        Assert.Equal(Encoding.UTF8.GetString(filters), Crossed.Stream(new UsageChunkFilter("req_1"), filters).Text);
        Assert.Equal(Encoding.UTF8.GetString(OpenAiStreams.Failed).Replace(counts, "", StringComparison.Ordinal), Crossed.Stream(new UsageChunkFilter("req_1"), OpenAiStreams.Failed).Text);
    }

    [Theory]
    [InlineData("""{"stream":true}""", """{"include_usage":true}""")]
    [InlineData("""{"stream":true,"stream_options":null}""", """{"include_usage":true}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":false,"include_obfuscation":false}}""", """{"include_usage":true,"include_obfuscation":false}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true}}""", null)]
    [InlineData("""{"stream":false}""", null)]
    public void A_stream_is_asked_for_counts_and_other_options_stay(string options, string? expected)
    {
        var body = Encoding.UTF8.GetBytes(options[..^1] + ""","model":"m","messages":[{"role":"user","content":"hi"}]}""");
        Assert.True(WireDialects.OpenAi.TryReadRequest(body, null, null, out var outline, out _));
        var edit = (RequestEdit.Set?)StreamUsage.EditOf(body, outline);
        Assert.Equal(expected, edit?.ValueJson);
        Assert.Equal(expected is null ? null : "stream_options", edit?.Name);
    }

    private static string Delta(string delta) => "data: " + ChunkHead + delta + ChunkTail;

    private static string[] Lines(StreamCrossing crossing, byte[] bytes) => Crossed.Stream(crossing, bytes).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
