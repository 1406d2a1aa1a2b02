using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>
/// Every header of InvokeModel that <c>docs/service-models.md</c> says passes through does so (AWS service model, bedrock-runtime 2026-07-31).
/// </summary>
public sealed class InvokeModelHeaderTests
{
    private const string Path = "/model/global.anthropic.claude-opus-5/invoke";
    private const string Asked = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":50,"messages":[{"role":"user","content":"hi"}]}""";
    private const string Message =
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"hello"}],
        "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5}}
        """;

    [Theory]
    [InlineData("X-Amzn-Bedrock-Trace", "ENABLED")]
    [InlineData("X-Amzn-Bedrock-GuardrailIdentifier", "gr-1")]
    [InlineData("X-Amzn-Bedrock-GuardrailVersion", "7")]
    [InlineData("X-Amzn-Bedrock-PerformanceConfig-Latency", "optimized")]
    [InlineData("X-Amzn-Bedrock-Service-Tier", "default")]
    [InlineData("X-Amzn-Bedrock-Request-Metadata", """{"team":"a"}""")]
    public async Task A_header_of_the_request_reaches_the_upstream(string name, string value)
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http));
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, name, value);

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        var received = Assert.Single(upstream.Received).Headers;
        Assert.Equal(value, received.Single(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value);
    }

    [Theory]
    [InlineData("X-Amzn-Bedrock-PerformanceConfig-Latency", "optimized")]
    [InlineData("X-Amzn-Bedrock-Service-Tier", "default")]
    public async Task A_header_of_the_answer_reaches_the_client(string name, string value)
    {
        await using var upstream = await FakeUpstream.StartAsync((http, _) =>
        {
            http.Response.Headers[name] = value;
            return AnswerAsync(http);
        });
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, "X-Amzn-Bedrock-Trace", "DISABLED");

        Assert.Equal(value, Assert.Single(response.Headers.GetValues(name)));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayHarness gateway, string name, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(Asked) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation(name, value);
        return await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(Message);
    }
}
