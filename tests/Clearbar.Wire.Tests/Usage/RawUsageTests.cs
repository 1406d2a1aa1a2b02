using System.Text;
using System.Text.Json;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Usage;

/// <summary>Usage as the providers send it comes out in the five buckets that are priced.</summary>
public sealed class RawUsageTests
{
    public static TheoryData<string> Cases => [.. Encoding.UTF8.GetString(Vector.Bytes("usage/raw-usage.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Documented_payloads_give_the_documented_buckets(string line)
    {
        using var document = JsonDocument.Parse(line);
        var expected = document.RootElement.GetProperty("usage");
        var answer = Read(document.RootElement.Text("format"), document.RootElement.GetProperty("payload"));
        Assert.True(answer.UsageIsFinal);
        Assert.Equal(
            new TokenUsage(
                expected.GetProperty("inputTokens").GetInt64(),
                expected.GetProperty("cacheReadTokens").GetInt64(),
                expected.GetProperty("cacheWrite5mTokens").GetInt64(),
                expected.GetProperty("cacheWrite1hTokens").GetInt64(),
                expected.GetProperty("outputTokens").GetInt64()),
            answer.Usage);
    }

    [Theory]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":10}""", 10, 0)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":10,"cache_creation":null}""", 10, 0)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_1h_input_tokens":4}}""", 6, 4)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation":{"ephemeral_1h_input_tokens":4},"cache_creation_input_tokens":10}""", 6, 4)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":4}}""", 10, 0)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4}}""", 3, 4)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4}}""", 3, 4)]
    public void Anthropic_writes_that_no_split_names_are_5m(string usage, long write5m, long write1h)
    {
        using var document = JsonDocument.Parse(usage);
        Assert.Equal(new TokenUsage(1, 0, write5m, write1h, 2), Read("anthropic-usage", document.RootElement).Usage);
    }

    [Theory]
    [InlineData("""{"inputTokens":1,"outputTokens":2,"cacheReadInputTokens":7,"cacheReadInputTokenCount":7,"cacheWriteInputTokens":10,"cacheWriteInputTokenCount":10}""", 7, 10, 0)]
    [InlineData("""{"inputTokens":1,"outputTokens":2,"cacheReadInputTokenCount":7,"cacheWriteInputTokenCount":10}""", 7, 10, 0)]
    [InlineData("""{"inputTokens":1,"outputTokens":2,"cacheReadInputTokenCount":7,"cacheReadInputTokens":8}""", 8, 0, 0)]
    [InlineData("""{"inputTokens":1,"outputTokens":2,"cacheWriteInputTokens":10,"cacheDetails":[{"ttl":"1h","inputTokens":4}]}""", 0, 6, 4)]
    [InlineData("""{"inputTokens":1,"outputTokens":2,"cacheDetails":[{"inputTokens":4,"ttl":"1h"},{"inputTokens":5,"ttl":"5m"},{"inputTokens":6,"ttl":"9d"}]}""", 0, 11, 4)]
    public void Converse_twins_are_never_counted_twice(string usage, long read, long write5m, long write1h)
    {
        using var document = JsonDocument.Parse(usage);
        Assert.Equal(new TokenUsage(1, read, write5m, write1h, 2), Read("bedrock-converse", document.RootElement).Usage);
    }

    [Theory]
    [InlineData("anthropic-usage", """{"input_tokens":1}""")]
    [InlineData("anthropic-usage", """{"output_tokens":1}""")]
    [InlineData("anthropic-usage", """{"input_tokens":"1","output_tokens":2}""")]
    [InlineData("anthropic-usage", """{"input_tokens":1,"output_tokens":2.5}""")]
    [InlineData("anthropic-usage", """{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":-1}""")]
    [InlineData("anthropic-usage", """{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":{"x":[1]}}""")]
    [InlineData("anthropic-usage", "null")]
    [InlineData("bedrock-converse", """{"inputTokens":1,"outputTokens":99999999999999999999}""")]
    [InlineData("bedrock-converse", "[]")]
    public void Counts_that_are_missing_or_unreadable_are_never_final(string format, string usage)
    {
        using var document = JsonDocument.Parse(usage);
        Assert.False(Read(format, document.RootElement).UsageIsFinal);
    }

    private static Answer Read(string format, JsonElement payload)
    {
        switch (format)
        {
            case "anthropic-sse":
                var events = payload.EnumerateArray().Select(data => (data.Text("type"), data.GetRawText())).ToArray();
                var reader = WireDialects.Anthropic.CreateStreamReader();
                reader.Read(AnthropicStreams.Sse(events));
                Assert.True(reader.IsComplete);
                return reader.ToAnswer();
            case "anthropic-usage":
                return Whole(WireDialects.Anthropic, $$"""{"content":[],"usage":{{payload.GetRawText()}} }""");
            default:
                Assert.Equal("bedrock-converse", format);
                return Whole(WireDialects.Converse, "{\"usage\":" + payload.GetRawText() + ",\"output\":{\"message\":{\"content\":[]}}}");
        }
    }

    private static Answer Whole(WireDialect dialect, string body)
    {
        Assert.True(dialect.TryReadAnswer(Encoding.UTF8.GetBytes(body), out var answer, out var fault), fault?.Message);
        return answer!;
    }
}
