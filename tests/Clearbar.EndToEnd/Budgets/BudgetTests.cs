using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Testing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Budgets;

/// <summary>Invariants I5, I6 and I11 through the whole gateway.</summary>
public sealed class BudgetTests
{
    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Exhausted_budget_refuses_before_the_upstream_is_called(Shape shape)
    {
        await using var gateway = await BudgetedGateway.StartAsync(BudgetedGateway.Budget("tiny", BudgetedGateway.HaikuCost));

        var first = await gateway.AskAsync(shape);
        var second = await gateway.AskAsync(shape);

        Assert.True(first.LooksComplete, first.BodyText);
        Assert.Equal(402, second.Status);
        Assert.Equal(shape.IsConverse() ? "ServiceQuotaExceededException" : "billing_error", second.ErrorType);
        Assert.Equal("false", second.Header("x-should-retry"));
        Assert.Equal("tiny=100%", second.Header("x-clearbar-budget"));
        var now = TimeProvider.System.GetUtcNow();
        var reset = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        Assert.Equal(reset, second.Header("x-clearbar-budget-reset"));
        Assert.Contains(reset, second.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'tiny'", second.ErrorMessage, StringComparison.Ordinal);
        Assert.Single(gateway.Upstream.Received);
        Assert.Single(await gateway.Harness.LedgerAsync());
    }

    [Fact]
    public async Task The_compatibility_switch_makes_it_429_and_still_not_to_be_retried()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config =>
            {
                config["budgets"] = new JsonArray(BudgetedGateway.Budget("none", 0));
                config["compatibility"] = new JsonObject { ["budgetStatus"] = 429 };
            },
            BudgetedGateway.AnswerWell);

        foreach (var shape in (Shape[])[Shape.Messages, Shape.Converse])
        {
            var reply = await gateway.AskAsync(shape);
            Assert.Equal(429, reply.Status);
            Assert.Equal("false", reply.Header("x-should-retry"));
            Assert.Null(reply.Header("retry-after"));
        }

        Assert.Empty(gateway.Upstream.Received);
    }

    [Fact]
    public async Task Only_requests_that_match_count()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            BudgetedGateway.Budget("opus", 0, new JsonObject { ["tier"] = "opus" }),
            BudgetedGateway.Budget("chat", 0, new JsonObject { ["tag"] = "app=chat" }),
            BudgetedGateway.Budget("class", 0, new JsonObject { ["class"] = "closed" }),
            BudgetedGateway.Budget("model", 0, new JsonObject { ["model"] = "claude-sonnet-5" }),
            BudgetedGateway.Budget("nothing", 0, new JsonObject { ["model"] = "claude-none" }),
            BudgetedGateway.Budget("key", 0, new JsonObject { ["key"] = "somebody" }),
            BudgetedGateway.Budget("me", 1, new JsonObject { ["key"] = "anonymous" }));

        Assert.Equal(402, (await gateway.AskAsync(model: "opus")).Status);
        Assert.Equal(402, (await gateway.AskAsync(model: "sonnet")).Status);
        Assert.Equal(402, (await gateway.AskAsync(with: request => request.Headers.Add("x-clearbar-tags", "user=1,app=chat"))).Status);
        Assert.Equal(402, (await gateway.AskAsync(with: request => request.Headers.Add("x-clearbar-class", "closed"))).Status);
        Assert.Equal(200, (await gateway.AskAsync(with: request => request.Headers.Add("x-clearbar-tags", "app=other"))).Status);
        Assert.Equal(BudgetedGateway.HaikuCost, (decimal)(await gateway.StateAsync("me"))["spentUsd"]!);
        Assert.Contains(gateway.Harness.Logs.Lines, line => line.Line.Contains("budget 'nothing' matches nobody", StringComparison.Ordinal));
        Assert.Contains(gateway.Harness.Logs.Lines, line => line.Line.Contains("budget 'key' matches nobody: there is no key 'somebody'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, "{}", null)]
    [InlineData(500, """{"type":"error","error":{"type":"api_error","message":"no"}}""", 0.0)]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"no"}}""", 0.0)]
    [InlineData(504, """{"type":"error","error":{"type":"timeout_error","message":"no"}}""", null)]
    public async Task Whatever_becomes_of_an_attempt_it_is_settled_once_and_an_unknown_cost_is_its_ceiling(int status, string body, double? cost)
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["budgets"] = new JsonArray(BudgetedGateway.Budget("all", 10)),
            (http, _) =>
            {
                http.Response.StatusCode = status;
                http.Response.ContentType = "application/json";
                return http.Response.WriteAsync(body);
            });

        await gateway.AskAsync();

        var rows = await gateway.Harness.SettledLedgerAsync((await gateway.Harness.LedgerAsync()).Count);
        var state = await gateway.StateAsync("all");
        Assert.Equal(cost is null ? rows.Sum(row => row.Ceiling!.Value.Amount) : (decimal)cost, (decimal)state["spentUsd"]!);
        Assert.Equal(0, (decimal)state["reservedUsd"]!);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_costs_nothing()
    {
        await using var gateway = await BudgetedGateway.StartAsync(BudgetedGateway.Budget("all", 10));
        await gateway.Upstream.DisposeAsync();

        Assert.True((await gateway.AskAsync()).Status >= 500);

        var state = await gateway.StateAsync("all");
        Assert.Equal((0m, 0m), ((decimal)state["spentUsd"]!, (decimal)state["reservedUsd"]!));
    }

    [Fact]
    public async Task A_client_that_hangs_up_leaves_nothing_reserved()
    {
        var hold = new TaskCompletionSource();
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["budgets"] = new JsonArray(BudgetedGateway.Budget("all", 10)),
            (http, _) => hold.Task.WaitAsync(http.RequestAborted));
        using (var http = HangUp.ClientOf(gateway.Harness.Address))
        {
            using var request = ClientRequest.Of(Shape.Messages, "haiku", "hello");
            var pending = http.SendAsync(request, TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(async () => (decimal)(await gateway.StateAsync("all"))["reservedUsd"]! > 0, "the worst case is held");
            http.CancelPendingRequests();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        }

        await Eventually.TrueAsync(async () => (decimal)(await gateway.StateAsync("all"))["reservedUsd"]! == 0, "nothing is held any more");
        var entry = Assert.Single(await gateway.Harness.SettledLedgerAsync());
        Assert.Equal(EntryOutcome.ClientGone, entry.Outcome);
        Assert.Equal((entry.Cost ?? entry.Ceiling)!.Value.Amount, (decimal)(await gateway.StateAsync("all"))["spentUsd"]!);
        hold.SetResult();
    }

    [Fact]
    public async Task What_is_only_held_is_a_throttle_and_free_again_when_the_call_has_ended()
    {
        var hold = new TaskCompletionSource();
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["budgets"] = new JsonArray(BudgetedGateway.Budget("tight", BudgetedGateway.HaikuCost * 2)),
            async (http, request) =>
            {
                await hold.Task;
                await BudgetedGateway.AnswerWell(http, request);
            });
        var first = gateway.AskAsync();
        await Eventually.TrueAsync(async () => (decimal)(await gateway.StateAsync("tight"))["reservedUsd"]! > 0, "the worst case is held");

        var second = await gateway.AskAsync();
        hold.SetResult();
        Assert.Equal(200, (await first).Status);
        var third = await gateway.AskAsync();

        Assert.Equal((429, "1", "rate_limit_error"), (second.Status, second.Header("retry-after"), second.ErrorType));
        Assert.Contains("held by calls under way", second.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(200, third.Status);
        Assert.Equal(402, (await gateway.AskAsync()).Status);
    }

    [Fact]
    public async Task Every_rung_that_is_tried_counts()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            config =>
            {
                config["budgets"] = new JsonArray(BudgetedGateway.Budget("all", 10));
                config["classes"] = new JsonObject
                {
                    ["climb"] = new JsonObject
                    {
                        ["ladder"] = new JsonArray("haiku", "sonnet"),
                        ["gates"] = new JsonArray(new JsonObject { ["regex"] = "^never said$" }),
                    },
                };
            },
            BudgetedGateway.AnswerWell);

        var reply = await gateway.AskAsync(model: "opus", with: request => request.Headers.Add("x-clearbar-class", "climb"));

        Assert.Equal("haiku>sonnet", reply.Header("x-clearbar-path"));
        var rows = await gateway.Harness.LedgerAsync();
        Assert.Equal(2, rows.Count);
        Assert.Equal(rows.Sum(row => row.Cost!.Value.Amount), (decimal)(await gateway.StateAsync("all"))["spentUsd"]!);
    }

    [Fact]
    public async Task A_model_without_a_price_is_refused_under_a_hard_budget_and_charged_at_the_owners_ceiling_where_there_is_one()
    {
        // Years before the model's first price.
        var clock = new ManualTime();
        clock.Advance(TimeSpan.FromDays(-3000));
        var charged = BudgetedGateway.Budget("charged", 10, new JsonObject { ["tag"] = "way=charged" });
        charged["unknownPriceUsd"] = 0.25;
        await using var gateway = await BudgetedGateway.StartAsync(
            config => config["budgets"] = new JsonArray(BudgetedGateway.Budget("hard", 10, new JsonObject { ["tag"] = "way=hard" }), charged),
            BudgetedGateway.AnswerWell,
            clock);

        var refused = await gateway.AskAsync(with: request => request.Headers.Add("x-clearbar-tags", "way=hard"));
        var answered = await gateway.AskAsync(with: request => request.Headers.Add("x-clearbar-tags", "way=charged"));

        Assert.Equal((402, 200), (refused.Status, answered.Status));
        Assert.Contains("unknownPriceUsd", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0.25m, (decimal)(await gateway.StateAsync("charged"))["spentUsd"]!);
        Assert.Contains(gateway.Harness.Logs.Lines, line => line.Line.Contains("Budget hard: no price for", StringComparison.Ordinal));
        Assert.Contains(gateway.Harness.Logs.Lines, line => line.Line.Contains("charged at unknownPriceUsd 0.25", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Warnings_stand_in_a_header_and_once_in_the_log()
    {
        await using var gateway = await BudgetedGateway.StartAsync(
            BudgetedGateway.Budget("small", BudgetedGateway.HaikuCost * 5), BudgetedGateway.Budget("large", 100));

        var told = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            told.Add((await gateway.AskAsync()).Header("x-clearbar-budget"));
        }

        Assert.Equal([null, null, null, "small=60%", "small=80%"], told);
        var lines = gateway.Harness.Logs.Lines.Where(line => line.Line.Contains("has reached", StringComparison.Ordinal)).Select(line => line.Line).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Contains("50 %", lines[0], StringComparison.Ordinal);
        Assert.Contains("80 %", lines[1], StringComparison.Ordinal);
        Assert.Contains("100 %", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_is_told_and_a_dead_one_delays_nobody()
    {
        await using var listener = await FakeUpstream.StartAsync(static (http, _) => Task.CompletedTask);
        var told = BudgetedGateway.Budget("told", BudgetedGateway.HaikuCost);
        told["webhook"] = new Uri(listener.Address, "/hook").ToString();
        var deaf = BudgetedGateway.Budget("deaf", BudgetedGateway.HaikuCost);
        deaf["webhook"] = "http://127.0.0.1:9/nobody";
        await using var gateway = await BudgetedGateway.StartAsync(deaf, told);

        Assert.Equal(200, (await gateway.AskAsync()).Status);

        await Eventually.TrueAsync(() => listener.Received.Count == 1, "the webhook was called");
        var json = JsonNode.Parse(listener.Received[0].Body)!;
        Assert.Equal(("budget.threshold", "told", 100), ((string?)json["event"], (string?)json["budget"], (int)json["threshold"]!));
        Assert.Equal(BudgetedGateway.HaikuCost, (decimal)json["spentUsd"]!);
        await Eventually.TrueAsync(
            () => gateway.Harness.Logs.Lines.Any(line => line.Line.Contains("webhook of budget deaf", StringComparison.Ordinal)), "the dead one is in the log");
    }

    [Fact]
    public async Task A_budget_starts_again_at_midnight()
    {
        var clock = new ManualTime();
        var daily = BudgetedGateway.Budget("daily", BudgetedGateway.HaikuCost);
        daily["per"] = "day";
        await using var gateway = await BudgetedGateway.StartAsync(config => config["budgets"] = new JsonArray(daily), BudgetedGateway.AnswerWell, clock);
        await gateway.AskAsync();
        var refused = await gateway.AskAsync();

        clock.Advance(TimeSpan.FromHours(12));

        Assert.Equal((402, "2026-11-21T00:00:00Z"), (refused.Status, refused.Header("x-clearbar-budget-reset")));
        Assert.Equal(200, (await gateway.AskAsync()).Status);
    }
}
