using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Budgets;
using Clearbar.EndToEnd.Harness;
using Clearbar.Testing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Limits;

/// <summary>Requests that only count tokens keep to the owner's rate limits: each is a request and takes a place, and uses no tokens.</summary>
public sealed class CountLimitTests
{
    [Theory]
    [InlineData(Shape.Messages, "rate_limit_error")]
    [InlineData(Shape.Converse, "ThrottlingException")]
    public async Task Counting_uses_up_requests_per_minute_and_is_refused_with_429_in_the_clients_dialect(Shape shape, string error)
    {
        await using var gateway = await StartAsync(new JsonObject { ["name"] = "slow", ["requestsPerMinute"] = 1 }, AnswerCount);
        var first = await CountAsync(gateway, shape);
        Assert.True(first.Status == 200, first.BodyText);

        var reply = await CountAsync(gateway, shape);

        Assert.Equal((429, error, "60"), (reply.Status, reply.ErrorType, reply.Header("retry-after")));
        Assert.Contains("rate limit 'slow' allows 1 requests per minute", reply.ErrorMessage, StringComparison.Ordinal);
        Assert.Single(gateway.Upstream.Received);
        Assert.Equal(429, (await gateway.AskAsync()).Status);
    }

    [Fact]
    public async Task A_count_under_way_takes_a_place_and_gives_it_back()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(new JsonObject { ["name"] = "one", ["concurrency"] = 1 }, async http =>
        {
            asked.TrySetResult();
            await answer.Task;
            await AnswerCount(http);
        });
        var counting = CountAsync(gateway, Shape.Messages);
        await asked.Task;

        Assert.Equal(429, (await gateway.AskAsync()).Status);
        answer.SetResult();

        Assert.Equal(200, (await counting).Status);
        await Eventually.TrueAsync(async () => (await CountAsync(gateway, Shape.Messages)).Status == 200, "the place is free");
    }

    [Fact]
    public async Task Counting_needs_no_room_in_a_limit_of_tokens()
    {
        await using var gateway = await StartAsync(new JsonObject { ["name"] = "few", ["tokensPerMinute"] = 1 }, AnswerCount);
        Assert.Equal(200, (await gateway.AskAsync()).Status);
        await Eventually.TrueAsync(async () => (await gateway.AskAsync()).Status == 429, "the tokens are used up");

        Assert.Equal(200, (await CountAsync(gateway, Shape.Messages)).Status);
    }

    private static Task<BudgetedGateway> StartAsync(JsonObject limit, Func<HttpContext, Task> count) => BudgetedGateway.StartAsync(
        config => config["rateLimits"] = new JsonArray(limit),
        (http, request) => request.Path.Contains("count", StringComparison.Ordinal) ? count(http) : BudgetedGateway.AnswerWell(http, request),
        new ManualTime());

    private static Task AnswerCount(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("""{"input_tokens":7,"inputTokens":7}""", http.RequestAborted);
    }

    private static async Task<ClientReply> CountAsync(BudgetedGateway gateway, Shape shape)
    {
        var (path, body) = shape.IsConverse()
            ? ("/model/anthropic.claude-haiku-4-5-20251001-v1:0/count-tokens", """{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"hi"}]}]}}}""")
            : ("/v1/messages/count_tokens", """{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"hi"}]}""");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await ClientReply.SendAsync(gateway.Harness.Http, shape, request);
    }
}
