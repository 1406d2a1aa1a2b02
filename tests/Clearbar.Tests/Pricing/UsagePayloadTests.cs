using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Tests.Pricing;

public sealed class UsagePayloadTests
{
    [Theory]
    [InlineData("""{"input_tokens":5,"cache_creation_input_tokens":30,"cache_read_input_tokens":7,"output_tokens":9}""", 5, 7, 30, 0, 9)]
    [InlineData("""{"input_tokens":5,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":9}""", 5, 0, 10, 20, 9)]
    [InlineData("""{"input_tokens":5,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_1h_input_tokens":20},"output_tokens":9}""", 5, 0, 10, 20, 9)]
    [InlineData("""{"input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":9}""", 5, 0, 10, 20, 9)]
    [InlineData("""{"input_tokens":5,"cache_read_input_tokens":null,"cache_creation":null,"output_tokens":9,"output_tokens_details":{"thinking_tokens":8}}""", 5, 0, 0, 0, 9)]
    public void Anthropic_usage_falls_into_five_buckets(string json, long input, long read, long five, long hour, long output) =>
        Assert.Equal(new TokenUsage(input, read, five, hour, output), UsagePayloads.ReadAnthropic(Parse(json)).Tokens);

    [Fact]
    public void Anthropic_usage_carries_its_modifiers()
    {
        var usage = UsagePayloads.ReadAnthropic(Parse(
            """{"input_tokens":1,"output_tokens":2,"service_tier":"batch","inference_geo":"us","speed":"fast","server_tool_use":{"web_search_requests":3,"web_fetch_requests":4}}"""));
        Assert.Equal(("batch", "us", Speed.Fast, 3L, 4L), (usage.ServiceTier, usage.InferenceGeo, usage.ServedSpeed, usage.WebSearches, usage.WebFetches));
    }

    [Fact]
    public void Last_delta_of_a_stream_stands_and_nulls_change_nothing()
    {
        var usage = UsagePayloads.ReadAnthropicEvents(Parse("""
            [{"type":"message_start","message":{"usage":{"input_tokens":25,"cache_read_input_tokens":40,"output_tokens":1}}},
             {"type":"ping"},
             {"type":"message_delta","delta":{},"usage":{"output_tokens":120,"input_tokens":null}},
             {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":503,"input_tokens":30,"server_tool_use":{"web_search_requests":2}}},
             {"type":"message_stop"}]
            """));
        Assert.Equal(new TokenUsage(30, 40, 0, 0, 503), usage.Tokens);
        Assert.True(usage.IsFinal);
        Assert.Equal(2, usage.WebSearches);
    }

    [Theory]
    [InlineData("""[{"type":"message_start","message":{"usage":{"input_tokens":25,"output_tokens":1}}},{"type":"content_block_delta"}]""", 1)]
    [InlineData("""[{"type":"message_start","message":{"usage":{"input_tokens":25,"output_tokens":1}}},{"type":"error","error":{"type":"overloaded_error"}}]""", 1)]
    [InlineData("""[{"type":"message_start","message":{"usage":{"input_tokens":25,"output_tokens":1}}},{"type":"message_delta","delta":{},"usage":{"output_tokens":70}}]""", 70)]
    public void Stream_cut_before_its_final_counts_is_a_lower_bound(string events, long output)
    {
        var usage = UsagePayloads.ReadAnthropicEvents(Parse(events));
        Assert.False(usage.IsFinal);
        Assert.Equal(new TokenUsage(25, 0, 0, 0, output), usage.Tokens);
    }

    [Theory]
    [InlineData("""{"inputTokens":2,"outputTokens":3,"totalTokens":5}""", 2, 0, 0, 0, 3)]
    [InlineData("""{"inputTokens":2,"outputTokens":3,"cacheReadInputTokens":5,"cacheWriteInputTokens":7}""", 2, 5, 7, 0, 3)]
    [InlineData("""{"inputTokens":2,"outputTokens":3,"cacheReadInputTokens":5,"cacheReadInputTokenCount":5,"cacheWriteInputTokens":7,"cacheWriteInputTokenCount":7,"cacheDetails":[{"ttl":"1h","inputTokens":4},{"ttl":"5m","inputTokens":3}]}""", 2, 5, 3, 4, 3)]
    [InlineData("""{"inputTokens":2,"outputTokens":3,"cacheWriteInputTokenCount":7}""", 2, 0, 7, 0, 3)]
    public void Converse_usage_falls_into_five_buckets(string json, long input, long read, long five, long hour, long output) =>
        Assert.Equal(new TokenUsage(input, read, five, hour, output), UsagePayloads.ReadConverse(Parse(json)).Tokens);

    [Theory]
    [InlineData("""{"input_tokens":-1}""")]
    [InlineData("""{"input_tokens":1.5}""")]
    [InlineData("""{"input_tokens":"12"}""")]
    public void Count_that_is_no_count_is_refused(string json) =>
        Assert.Throws<FormatException>(() => UsagePayloads.ReadAnthropic(Parse(json)));

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
