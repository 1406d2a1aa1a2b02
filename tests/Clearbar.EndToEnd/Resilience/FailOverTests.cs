using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Testing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Resilience;

/// <summary>
/// Errors move a request to the next deployment, once each, within the residency, and never after the client has seen something.
/// </summary>
public sealed class FailOverTests
{
    public static readonly TheoryData<int, Shape> Statuses =
        new MatrixTheoryData<int, Shape>([408, 409, 429, 500, 502, 503, 504, 529], Enum.GetValues<Shape>());

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_that_may_pass_is_answered_by_the_next_deployment(int status, Shape shape)
    {
        await using var fleet = await Fleet.StartAsync(Fleet.Refusing(status), Fleet.GoodAsync);

        var reply = await fleet.AskAsync(shape);

        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Equal("a good answer", reply.Text);
        Assert.Equal("opus", reply.Header("x-clearbar-path"));
        var rows = await fleet.LedgerAsync();
        Assert.Equal([("a", 1, EntryOutcome.Failed, status), ("b", 2, EntryOutcome.Accepted, 200)], rows.Select(What));
        Assert.Single(rows.Select(static row => row.RequestId).Distinct());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(424)]
    public async Task What_is_the_requests_own_fault_is_told_and_not_tried_again(int status)
    {
        await using var fleet = await Fleet.StartAsync(Fleet.Refusing(status), Fleet.GoodAsync);

        var reply = await fleet.AskAsync();

        Assert.Equal(status, reply.Status);
        Assert.Null(reply.Header("x-should-retry"));
        Assert.Equal([("a", 1, EntryOutcome.Failed, status)], (await fleet.LedgerAsync()).Select(What));
    }

    [Fact]
    public async Task An_upstream_that_asks_not_to_be_asked_again_is_obeyed()
    {
        await using var fleet = await Fleet.StartAsync(Fleet.Refusing(529, "overloaded_error", ("x-should-retry", "false")), Fleet.GoodAsync);

        var reply = await fleet.AskAsync();

        Assert.Equal((529, "false"), (reply.Status, reply.Header("x-should-retry")));
        Assert.Equal(1, fleet.Calls);
    }

    [Theory]
    [InlineData(Shape.Messages)]
    [InlineData(Shape.ConverseStream)]
    public async Task Nobody_listening_is_answered_by_the_next_deployment(Shape shape)
    {
        await using var fleet = await Fleet.StartAsync(
            static config => config["deployments"]![0]!["url"] = "http://127.0.0.1:1/", null, Fleet.GoodAsync, Fleet.GoodAsync);

        var reply = await fleet.AskAsync(shape);

        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Equal(
            [("a", 1, EntryOutcome.Failed, 0), ("b", 2, EntryOutcome.Accepted, 200)], (await fleet.LedgerAsync()).Select(What));
    }

    [Fact]
    public async Task A_connection_that_dies_before_the_answer_is_unknown_on_the_ledger_and_answered_by_the_next_deployment()
    {
        await using var fleet = await Fleet.StartAsync(
            static http =>
            {
                http.Abort();
                return Task.CompletedTask;
            },
            Fleet.GoodAsync);

        var reply = await fleet.AskAsync();

        Assert.True(reply.LooksComplete, reply.BodyText);
        var rows = await fleet.LedgerAsync();
        Assert.Equal([PriceStatus.Unknown, PriceStatus.Exact], rows.Select(static row => row.PriceStatus!.Value));
        Assert.NotNull(rows[0].Ceiling);
        Assert.Equal("unknown", reply.Header("x-clearbar-cost"));
    }

    [Theory]
    [InlineData(Shape.Messages)]
    [InlineData(Shape.MessagesStream)]
    [InlineData(Shape.Converse)]
    [InlineData(Shape.ConverseStream)]
    public async Task Against_upstreams_that_always_throttle_one_call_makes_k_calls_and_the_client_is_told_to_let_it_be(Shape shape)
    {
        var throttled = Fleet.Refusing(429, "rate_limit_error", ("retry-after", "7"), ("x-should-retry", "true"));
        await using var fleet = await Fleet.StartAsync(throttled, throttled, throttled, throttled, throttled);

        var reply = await fleet.AskAsync(shape);

        Assert.Equal((429, "false", "7"), (reply.Status, reply.Header("x-should-retry"), reply.Header("retry-after")));
        Assert.Equal(3, fleet.Calls);
        var rows = await fleet.LedgerAsync();
        Assert.Equal(["a", "b", "c"], rows.Select(static row => row.Deployment));
        Assert.All(rows, static row => Assert.Equal((EntryOutcome.Failed, Usd.Zero), (row.Outcome, row.Cost)));
    }

    [Fact]
    public async Task A_client_that_goes_on_against_throttling_upstreams_makes_one_call_each_time_while_they_cool()
    {
        var throttled = Fleet.Refusing(429, "rate_limit_error", ("retry-after", "60"));
        await using var fleet = await Fleet.StartAsync(throttled, throttled, throttled);
        await fleet.AskAsync();
        var before = fleet.Calls;

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(429, (await fleet.AskAsync()).Status);
        }

        Assert.Equal(before + 5, fleet.Calls);
    }

    [Fact]
    public async Task The_number_of_tries_is_the_owners_to_set()
    {
        var broken = Fleet.Refusing(500);
        await using var fleet = await Fleet.StartAsync(
            static config => config["resilience"] = new JsonObject { ["maxAttempts"] = 1 }, null, broken, Fleet.GoodAsync);

        Assert.Equal(500, (await fleet.AskAsync()).Status);
        Assert.Equal(1, fleet.Calls);
    }

    [Fact]
    public async Task When_the_retry_budget_is_spent_errors_are_told_at_once()
    {
        await using var fleet = await Fleet.StartAsync(
            static config => config["resilience"] = new JsonObject
            {
                ["retryBudget"] = new JsonObject { ["percent"] = 0, ["floor"] = 2 },
                ["breaker"] = new JsonObject { ["consecutiveFailures"] = 1000, ["minimumCalls"] = 1000 },
            },
            null,
            Fleet.Refusing(500),
            Fleet.GoodAsync);

        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await fleet.AskAsync()).Status);
        }

        Assert.Equal([200, 200, 500, 500], statuses);
        Assert.Equal(6, fleet.Calls);
    }

    [Fact]
    public async Task A_deployment_that_keeps_failing_is_left_alone_and_costs_no_more_retries()
    {
        await using var fleet = await Fleet.StartAsync(
            static config => config["resilience"] = new JsonObject { ["breaker"] = new JsonObject { ["consecutiveFailures"] = 3 } },
            null,
            Fleet.Refusing(500),
            Fleet.GoodAsync);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await fleet.AskAsync()).Status);
        }

        Assert.Equal((3, 10), (fleet.Upstreams[0].Received.Count, fleet.Upstreams[1].Received.Count));
        Assert.Contains(fleet.Gateway.Logs.Lines, static line => line.Line.Contains("Deployment a is left alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_tried_again_once_content_has_reached_the_client()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fleet = await Fleet.StartAsync(
            async http =>
            {
                http.Response.ContentType = Answers.ContentTypeOf(Shape.MessagesStream);
                await http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(Shape.MessagesStream)[..3]));
                await http.Response.Body.FlushAsync();
                await seen.Task;
                http.Abort();
            },
            Fleet.GoodAsync);

        // The answer's headers reach the client with its first content.
        using var request = ClientRequest.Of(Shape.MessagesStream, "opus", "hi");
        using var response = await fleet.Gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        seen.SetResult();
        var reply = await ClientReply.ReadAsync(Shape.MessagesStream, response);

        Assert.Equal((200, "api_error"), (reply.Status, reply.ErrorType));
        Assert.False(reply.LooksComplete);
        Assert.Empty(fleet.Upstreams[1].Received);
        Assert.Equal([("a", 1, EntryOutcome.Broken, 200)], (await fleet.LedgerAsync()).Select(What));
    }

    [Theory]
    [InlineData("geo", "eu", "opus", new[] { "a", "c" })]
    [InlineData("geo", "eu", "eu.anthropic.claude-opus-5", new[] { "a", "b", "c" })]
    [InlineData("global", null, "opus", new[] { "a", "b", "c" })]
    public async Task No_try_leaves_the_residency_of_the_first(string scope, string? geo, string model, string[] asked)
    {
        // A stand-in without a region serves whatever profile a client names; then it is the profile that keeps the call in its place.
        var broken = Fleet.Refusing(500);
        await using var fleet = await Fleet.StartAsync(
            config =>
            {
                Place(config["deployments"]![0]!, scope, geo);
                Place(config["deployments"]![1]!, "geo", "us");
                Place(config["deployments"]![2]!, "geo", "eu");
            },
            null,
            broken,
            broken,
            broken);

        var reply = await fleet.AskAsync(Shape.Converse, model);

        Assert.False(reply.LooksComplete);
        var rows = await fleet.LedgerAsync();
        Assert.Equal(asked, rows.Select(static row => row.Deployment));
        Assert.All(rows, row => Assert.True(geo is null || row.Model.StartsWith("eu.", StringComparison.Ordinal), row.Model));
    }

    [Fact]
    public async Task A_requests_own_cost_limit_counts_what_failed_tries_may_have_cost()
    {
        await using var fleet = await Fleet.StartAsync(
            static http =>
            {
                http.Abort();
                return Task.CompletedTask;
            },
            Fleet.GoodAsync);

        // Enough for one try at its worst, not for two: a dead connection may have been billed.
        var reply = await fleet.AskAsync(change: static request => request.Headers.Add("x-clearbar-max-cost", "0.02"));

        Assert.Equal(500, reply.Status);
        Assert.Equal("a", Assert.Single(await fleet.LedgerAsync()).Deployment);
    }

    [Fact]
    public async Task A_climb_for_quality_is_no_retry_and_has_its_own_fail_over()
    {
        var calls = 0;
        await using var fleet = await Fleet.StartAsync(
            static config =>
            {
                config["resilience"] = new JsonObject { ["maxAttempts"] = 2 };
                config["classes"] = new JsonObject
                {
                    ["checked"] = new JsonObject
                    {
                        ["ladder"] = new JsonArray("haiku", "opus"),
                        ["gates"] = new JsonArray(new JsonObject { ["regex"] = "never said" }),
                    },
                };
            },
            null,
            http => Interlocked.Increment(ref calls) == 2 ? Fleet.Refusing(500)(http) : Fleet.GoodAsync(http),
            Fleet.GoodAsync);

        var reply = await fleet.AskAsync(className: "checked");

        Assert.Equal("haiku>opus", reply.Header("x-clearbar-path"));
        Assert.Equal(
            [("a", 1, EntryOutcome.Escalated, 200), ("a", 2, EntryOutcome.Failed, 500), ("b", 3, EntryOutcome.Accepted, 200)],
            (await fleet.LedgerAsync()).Select(What));
    }

    [Fact]
    public async Task How_each_deployment_is_doing_can_be_asked_with_a_key()
    {
        await using var fleet = await Fleet.StartAsync(
            static config =>
            {
                config["keys"] = new JsonArray(new JsonObject { ["id"] = "k", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData("secret"u8)) });
                config["resilience"] = new JsonObject { ["breaker"] = new JsonObject { ["consecutiveFailures"] = 1 } };
            },
            new ManualTime(),
            Fleet.Refusing(500),
            Fleet.Refusing(429, "rate_limit_error", ("retry-after-ms", "7000")),
            Fleet.GoodAsync);
        var reply = await fleet.AskAsync(change: static request => request.Headers.Add("x-api-key", "secret"));
        Assert.Equal(200, reply.Status);

        using var stranger = await fleet.Gateway.Http.GetAsync("/clearbar/v1/deployments", TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/clearbar/v1/deployments");
        request.Headers.Add("x-api-key", "secret");
        using var response = await fleet.Gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)stranger.StatusCode);
        Assert.Equal(
            """{"deployments":[{"name":"a","surface":"emulator","state":"ready","models":[{"model":"claude-opus-5","state":"open","until":"2026-11-20T12:00:15+00:00","reason":"500"}]},{"name":"b","surface":"emulator","state":"ready","models":[{"model":"claude-opus-5","state":"cooling","until":"2026-11-20T12:00:07+00:00","reason":"429"}]},{"name":"c","surface":"emulator","state":"ready","models":[{"model":"claude-opus-5","state":"ready"}]}]}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static (string Deployment, int Attempt, EntryOutcome Outcome, int Status) What(LedgerRow row) =>
        (row.Deployment, row.Attempt, row.Outcome, row.Status);

    private static void Place(JsonNode deployment, string scope, string? geo)
    {
        deployment["scope"] = scope;
        deployment["geo"] = geo;
    }
}
