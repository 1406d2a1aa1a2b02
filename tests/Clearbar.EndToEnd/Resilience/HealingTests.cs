using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Resilience;

/// <summary>Requirements 16 and 29: what a target does not know costs one try without it, once, and is never left out silently.</summary>
public sealed class HealingTests
{
    private const string Named = "Unexpected value(s) `new-2026-01-01` for the `anthropic-beta` header. Please consult our documentation or try again without the header.";
    private const string Marked = """
        {"model":"opus","max_tokens":16,"system":[{"type":"text","text":"be kind","cache_control":{"type":"ephemeral"}}],"tools":[{"name":"t","input_schema":{"type":"object","properties":{"cache_control":{"type":"string"}}}, "cache_control": {"type":"ephemeral","ttl":"1h"} }],"cache_control":{"type":"ephemeral"},"messages":[{"role":"user","content":[{"cache_control":{"type":"ephemeral"},"type":"text","text":"hi"}]}]}
        """;

    private const string Unmarked = """
        {"model":"claude-opus-5","max_tokens":16,"system":[{"type":"text","text":"be kind"}],"tools":[{"name":"t","input_schema":{"type":"object","properties":{"cache_control":{"type":"string"}}} }],"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}
        """;

    [Fact]
    public async Task A_flag_the_upstream_names_is_left_out_and_stays_out()
    {
        await using var fleet = await Fleet.StartAsync(http => Betas(http).Contains("new-2026", StringComparison.Ordinal) ? RefuseAsync(http, Named) : Fleet.GoodAsync(http));

        var first = await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "old-2025-01-01,new-2026-01-01"));
        var second = await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "new-2026-01-01, other-2025-02-02"));

        Assert.True(first.LooksComplete, first.BodyText);
        Assert.True(second.LooksComplete, second.BodyText);
        Assert.Equal(["old-2025-01-01,new-2026-01-01", "old-2025-01-01", "other-2025-02-02"], fleet.Upstreams[0].Received.Select(Betas));
        Assert.All([first, second], static reply => Assert.Contains("-anthropic-beta:new-2026-01-01", reply.Header("x-clearbar-edits"), StringComparison.Ordinal));
        Assert.Equal([EntryOutcome.Failed, EntryOutcome.Accepted, EntryOutcome.Accepted], (await fleet.Gateway.LedgerAsync()).Select(static row => row.Outcome));
        Assert.Contains(fleet.Gateway.Logs.Lines, static line => line.Line.Contains("answered without", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_that_names_no_flag_condemns_the_set_that_was_sent_and_no_other()
    {
        await using var fleet = await Fleet.StartAsync(http => Betas(http).Contains("bad", StringComparison.Ordinal) ? RefuseAsync(http, "invalid beta flag") : Fleet.GoodAsync(http));

        await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "good,bad"));
        await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "bad,good"));
        await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "good"));

        Assert.Equal(["good,bad", "", "", "good"], fleet.Upstreams[0].Received.Select(Betas));
    }

    [Theory]
    [InlineData("/model/global.anthropic.claude-opus-5/invoke", """{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["bad"],"max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("/model/global.anthropic.claude-opus-5/converse", """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"additionalModelRequestFields":{"anthropic_beta":["bad"],"top_k":5}}""", """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"additionalModelRequestFields":{"top_k":5}}""")]
    public async Task Flags_in_a_body_are_taken_out_of_it_and_nothing_else_is(string path, string sent, string expected)
    {
        await using var fleet = await Fleet.StartAsync(http => Body(http).Contains("bad", StringComparison.Ordinal)
            ? RefuseAsync(http, "The model returned the following errors: invalid beta flag")
            : Fleet.GoodAsync(http));

        for (var i = 0; i < 2; i++)
        {
            using var response = await fleet.Gateway.Http.SendAsync(ClientRequest.Post(path, sent), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
        }

        Assert.Equal([sent, expected, expected], fleet.Upstreams[0].Received.Select(static request => Encoding.UTF8.GetString(request.Body)));
    }

    [Fact]
    public async Task Refused_cache_markers_cost_one_try_without_them_and_the_fault_of_one_request_is_not_held_against_the_next()
    {
        await using var fleet = await Fleet.StartAsync(http => Marks(http) > 1
            ? RefuseAsync(http, "A maximum of 4 blocks with cache_control may be provided. Found 5.")
            : Fleet.GoodAsync(http));

        using var response = await fleet.Gateway.Http.SendAsync(ClientRequest.Post("/v1/messages", Marked), TestContext.Current.CancellationToken);
        using var again = await fleet.Gateway.Http.SendAsync(ClientRequest.Post("/v1/messages", Marked), TestContext.Current.CancellationToken);

        Assert.Equal((200, 200), ((int)response.StatusCode, (int)again.StatusCode));
        var bodies = fleet.Upstreams[0].Received.Select(static request => Encoding.UTF8.GetString(request.Body)).ToList();
        Assert.Equal(4, bodies.Count);
        Assert.Equal([Unmarked, Unmarked], [bodies[1], bodies[3]]);
        Assert.Equal("model,-cache_control,-cache_control", response.Headers.GetValues("x-clearbar-edits").Single());
    }

    [Fact]
    public async Task A_model_that_does_not_cache_gets_no_markers_any_more()
    {
        await using var fleet = await Fleet.StartAsync(http => Body(http).Contains("cachePoint", StringComparison.Ordinal)
            ? RefuseAsync(http, "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.")
            : Fleet.GoodAsync(http));
        const string Sent = """{"system":[{"text":"be kind"}, {"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"hi"}]}]}""";

        for (var i = 0; i < 2; i++)
        {
            using var response = await fleet.Gateway.Http.SendAsync(ClientRequest.Post("/model/claude-opus-5/converse", Sent), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
        }

        const string Expected = """{"system":[{"text":"be kind"}],"messages":[{"role":"user","content":[{"text":"hi"}]}]}""";
        Assert.Equal([Sent, Expected, Expected], fleet.Upstreams[0].Received.Select(static request => Encoding.UTF8.GetString(request.Body)));
    }

    [Fact]
    public async Task A_request_that_is_refused_without_it_too_is_told_so_after_one_try_and_nothing_is_remembered()
    {
        await using var fleet = await Fleet.StartAsync(static http => RefuseAsync(http, Named));

        var first = await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "new-2026-01-01"));
        var second = await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "new-2026-01-01"));

        Assert.Equal((400, 400), (first.Status, second.Status));
        Assert.Equal(["new-2026-01-01", "", "new-2026-01-01", ""], fleet.Upstreams[0].Received.Select(Betas));
    }

    [Fact]
    public async Task Any_other_refusal_is_told_at_once()
    {
        await using var fleet = await Fleet.StartAsync(static http => RefuseAsync(http, "max_tokens: too large"));

        await fleet.AskAsync(change: static request => request.Headers.Add("anthropic-beta", "new-2026-01-01"));

        Assert.Equal(1, fleet.Calls);
    }

    private static string Betas(HttpContext http) => Betas(Fleet.RequestOf(http));

    private static string Betas(ReceivedRequest request) => request.Headers.GetValueOrDefault("anthropic-beta", "");

    private static string Body(HttpContext http) => Encoding.UTF8.GetString(Fleet.RequestOf(http).Body);

    private static int Marks(HttpContext http) => Body(http).Split("\"ephemeral\"").Length - 1;

    private static async Task RefuseAsync(HttpContext http, string message)
    {
        http.Response.StatusCode = 400;
        http.Response.ContentType = "application/json";
        var isBedrock = Fleet.RequestOf(http).Path.StartsWith("/model/", StringComparison.Ordinal);
        var body = isBedrock
            ? new JsonObject { ["message"] = message }
            : new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = "invalid_request_error", ["message"] = message } };
        if (isBedrock)
        {
            http.Response.Headers["x-amzn-errortype"] = "ValidationException";
        }

        await http.Response.WriteAsync(body.ToJsonString());
    }
}
