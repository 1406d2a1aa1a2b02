using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Pricing.Cases;

namespace Clearbar.Tests.Pricing;

public sealed class CaseRunnerTests
{
    private const string Request = """{"surface":"anthropic-api","model":"claude-sonnet-4-6","date":"2026-05-29","usage":{"inputTokens":1000}}""";

    private readonly CaseRunner _runner = new(PriceBook.Embedded);

    [Theory]
    [InlineData("not json", "invalid-case")]
    [InlineData("[]", "unknown-kind")]
    [InlineData("""{"id":"a"}""", "unknown-kind")]
    [InlineData("""{"id":"a","kind":"horoscope"}""", "unknown-kind")]
    [InlineData("""{"id":"a","kind":"request"}""", "invalid-case")]
    [InlineData("""{"id":"a","kind":"request","request":{"surface":"vertex","model":"m","date":"2026-05-29","usage":{}}}""", "invalid-case")]
    [InlineData("""{"id":"a","kind":"request","request":{"surface":"bedrock","model":"m","date":"29.5.2026","usage":{}}}""", "invalid-case")]
    [InlineData("""{"id":"a","kind":"request","request":{"surface":"bedrock","model":"m","date":"2026-05-29","usage":{"tokens":5}}}""", "invalid-case")]
    [InlineData("""{"id":"a","kind":"request","request":{"surface":"bedrock","model":"m","date":"2026-05-29","usage":{"inputTokens":1.5}}}""", "invalid-case")]
    [InlineData("""{"id":"a","kind":"raw","surface":"bedrock","model":"m","date":"2026-05-29","format":"xml","payload":{}}""", "invalid-case")]
    public void Case_that_cannot_be_read_says_so_and_is_not_answered(string line, string code)
    {
        var answer = _runner.Answer(line);
        Assert.False(answer.IsAnswered);
        Assert.Equal(code, Json(answer).GetProperty("error").GetString());
    }

    [Fact]
    public void Refusal_by_a_rule_is_an_answer()
    {
        var answer = _runner.Answer($$"""{"id":"a","kind":"request","request":{{Request.Replace("4-6", "9", StringComparison.Ordinal)}}}""");
        Assert.True(answer.IsAnswered);
        Assert.Equal("unknown-model", Json(answer).GetProperty("error").GetString());
        Assert.False(Json(answer).TryGetProperty("costUsd", out _));
    }

    [Fact]
    public void Sum_with_one_request_that_has_no_price_has_no_price()
    {
        var answer = _runner.Answer($$"""{"id":"a","kind":"sum","requests":[{{Request}},{{Request.Replace("4-6", "9", StringComparison.Ordinal)}}]}""");
        Assert.Equal("unknown-model", Json(answer).GetProperty("error").GetString());
        Assert.False(Json(answer).TryGetProperty("perRequestUsd", out _));
    }

    [Fact]
    public void Equal_sides_are_called_equal() =>
        Assert.Equal("equal", Json(_runner.Answer($$"""{"id":"a","kind":"compare","left":[{{Request}}],"right":[{{Request}}]}""")).GetProperty("cheaper").GetString());

    [Fact]
    public void Discount_of_a_metering_case_is_taken_before_units_are_counted()
    {
        var json = Json(_runner.Answer(
            $$"""{"id":"a","kind":"ccu-hours","discountPercent":"50","hours":[[{{Request.Replace("anthropic-api", "claude-platform-aws", StringComparison.Ordinal)}}]]}"""));
        Assert.Equal("0.15", json.GetProperty("ccuExactTotal").GetString());
    }

    [Fact]
    public void Cut_stream_is_priced_as_far_as_known_and_flagged()
    {
        var json = Json(_runner.Answer(
            """{"id":"a","kind":"raw","surface":"anthropic-api","model":"claude-sonnet-4-6","date":"2026-05-29","format":"anthropic-sse","payload":[{"type":"message_start","message":{"usage":{"input_tokens":1000,"output_tokens":1}}}]}"""));
        Assert.Equal("partial-usage", json.GetProperty("flags")[0].GetString());
        Assert.Equal("0.003015", json.GetProperty("costUsd").GetString());
    }

    [Fact]
    public void What_the_response_says_stands_over_what_was_asked()
    {
        var json = Json(_runner.Answer(
            """{"id":"a","kind":"raw","surface":"anthropic-api","model":"claude-opus-4-6","date":"2026-10-01","speed":"fast","format":"anthropic-usage","payload":{"input_tokens":1000,"output_tokens":0,"speed":"standard","server_tool_use":{"web_search_requests":2}}}"""));
        Assert.Equal("0.025", json.GetProperty("costUsd").GetString());
        Assert.Equal("served-standard", json.GetProperty("flags")[0].GetString());
    }

    [Fact]
    public void Provisioned_capacity_without_a_rate_has_no_price() =>
        Assert.Equal(
            "price-unknown-for-date",
            Json(_runner.Answer("""{"id":"a","kind":"provisioned","request":{"model":"m","modelUnits":1,"hours":1}}""")).GetProperty("error").GetString());

    private static JsonElement Json(CaseAnswer answer) => JsonSerializer.Deserialize<JsonElement>(answer.Json);
}
