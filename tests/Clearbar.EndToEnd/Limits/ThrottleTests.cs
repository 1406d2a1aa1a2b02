using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Budgets;
using Clearbar.EndToEnd.Harness;
using Clearbar.Testing;

namespace Clearbar.EndToEnd.Limits;

/// <summary>Invariant I11: a throttle is a 429 with the time to wait, never a budget; and what can be smoothed is not refused.</summary>
public sealed class ThrottleTests
{
    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_rate_limit_refuses_with_429_and_the_time_to_wait_before_the_upstream_is_called(Shape shape)
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["rateLimits"] = new JsonArray(new JsonObject { ["name"] = "slow", ["requestsPerMinute"] = 1 }),
            BudgetedGateway.AnswerWell,
            new ManualTime());
        Assert.True((await gateway.AskAsync(shape)).LooksComplete);

        var reply = await gateway.AskAsync(shape);

        Assert.Equal(429, reply.Status);
        Assert.Equal(shape.IsConverse() ? "ThrottlingException" : "rate_limit_error", reply.ErrorType);
        Assert.Equal("60", reply.Header("retry-after"));
        Assert.Contains("rate limit 'slow' allows 1 requests per minute", reply.ErrorMessage, StringComparison.Ordinal);
        Assert.Null(reply.Header("x-clearbar-budget-reset"));
        Assert.Single(gateway.Upstream.Received);
    }

    [Fact]
    public async Task A_place_is_free_again_after_each_request()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["rateLimits"] = new JsonArray(new JsonObject { ["name"] = "one", ["concurrency"] = 1 }), BudgetedGateway.AnswerWell);

        foreach (var shape in (Shape[])[Shape.Messages, Shape.MessagesStream, Shape.Converse, Shape.ConverseStream])
        {
            var reply = await gateway.AskAsync(shape);
            Assert.True(reply.LooksComplete, reply.BodyText);
            await Eventually.TrueAsync(async () => (await gateway.AskAsync()).Status == 200, "the place is free");
        }
    }

    [Fact]
    public async Task A_used_up_provider_quota_is_foreseen_and_told_as_a_throttle()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["deployments"]![0]!["quotas"] = new JsonObject { ["models"] = new JsonObject { ["claude-haiku-4-5"] = new JsonObject { ["requestsPerMinute"] = 1 } } },
            BudgetedGateway.AnswerWell,
            new ManualTime());
        Assert.Equal(200, (await gateway.AskAsync()).Status);

        var reply = await gateway.AskAsync();

        Assert.Equal((429, "60"), (reply.Status, reply.Header("retry-after")));
        Assert.Contains("quota for claude-haiku-4-5-20251001 at deployment 'fake'", reply.ErrorMessage, StringComparison.Ordinal);
        Assert.Single(gateway.Upstream.Received);
        Assert.Single(await gateway.Harness.LedgerAsync());
    }

    [Fact]
    public async Task Traffic_spreads_to_a_deployment_with_room_before_any_is_throttled()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config =>
            {
                var first = config["deployments"]![0]!;
                first["quotas"] = new JsonObject { ["requestsPerMinute"] = 1 };
                var second = first.DeepClone();
                second["name"] = "other";
                config["deployments"]!.AsArray().Add(second);
            },
            BudgetedGateway.AnswerWell,
            new ManualTime());

        var replies = new[] { await gateway.AskAsync(), await gateway.AskAsync(), await gateway.AskAsync() };

        Assert.Equal([200, 200, 429], replies.Select(static reply => reply.Status));
        Assert.Equal(["fake", "other"], (await gateway.Harness.LedgerAsync()).Select(static row => row.Deployment).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_short_wait_smooths_what_would_be_throttled()
    {
        var clock = new ManualTime();
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["deployments"]![0]!["quotas"] = new JsonObject { ["requestsPerMinute"] = 60 }, BudgetedGateway.AnswerWell, clock);
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(200, (await gateway.AskAsync()).Status);
        }

        var waits = gateway.AskAsync();
        var sent = gateway.Upstream.Received.Count;
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(0.5));
                return waits.IsCompleted;
            },
            "its turn comes");

        Assert.Equal(60, sent);
        Assert.Equal(200, (await waits).Status);
    }

    [Fact]
    public async Task What_the_answer_did_not_use_of_the_quota_comes_back()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["deployments"]![0]!["quotas"] = new JsonObject { ["tokensPerMinute"] = 1000 }, BudgetedGateway.AnswerWell, new ManualTime());

        // 256 of max_tokens and the prompt are reserved each time; 100 + 10 × 5 are used: five fit where three could be reserved.
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await gateway.AskAsync()).Status);
        }
    }
}
