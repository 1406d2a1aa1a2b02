using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>What reaches the upstream, what reaches the client, and what the ledger says of it.</summary>
public sealed class RelayTests
{
    private const string Message = """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"Grüße"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1000,"cache_creation_input_tokens":0,"cache_read_input_tokens":2000,"output_tokens":100}}
        """;

    [Fact]
    public async Task Bytes_go_out_as_they_came_in_both_directions()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        // Odd white space, an unknown member, an escape that a re-serialiser would change.
        const string Sent = "{ \"model\" : \"claude-opus-5\",\n\t\"max_tokens\":16, \"futureField\":{\"a\":[1,2.50,\"\\u00fc\"]},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}] }";

        using var response = await PostAsync(gateway, Sent);

        Assert.Equal(Sent, Encoding.UTF8.GetString(Assert.Single(upstream.Received).Body));
        Assert.Equal(Message, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("none", Header(response, "x-clearbar-edits"));
        Assert.Equal("claude-opus-5", Header(response, "x-clearbar-model"));
        Assert.Equal("opus", Header(response, "x-clearbar-path"));
    }

    [Fact]
    public async Task The_ledger_holds_the_provider_s_own_usage_and_its_exact_price()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, Ask("claude-opus-5"));

        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal(EntryOutcome.Accepted, row.Outcome);
        Assert.Equal(new TokenUsage(1000, 2000, 0, 0, 100), row.Usage);
        // Opus 5 on Bedrock's global endpoint: 1000 × $5 + 2000 × $0.50 + 100 × $25 per million.
        Assert.Equal(new Usd(0.0085m), row.Cost);
        Assert.Equal(PriceStatus.Exact, row.PriceStatus);
        Assert.Equal("0.0085", Header(response, "x-clearbar-cost"));
        Assert.Equal(row.RequestId, Header(response, "x-clearbar-id"));
        Assert.True(row.Ceiling >= row.Cost);
    }

    [Fact]
    public async Task A_tier_name_becomes_the_configured_model_and_only_that_changes()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        const string Sent = "{\"max_tokens\": 16, \"model\" :  \"opus\" ,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

        using var response = await PostAsync(gateway, Sent);

        Assert.Equal(Sent.Replace("\"opus\"", "\"claude-opus-5\"", StringComparison.Ordinal), Encoding.UTF8.GetString(Assert.Single(upstream.Received).Body));
        Assert.Equal("model", Header(response, "x-clearbar-edits"));
    }

    [Fact]
    public async Task Client_credentials_and_telemetry_do_not_reach_the_upstream_but_the_dialect_s_headers_do()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Json(Ask("claude-opus-5")) };
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "context-1m-2025-08-07");
        request.Headers.Add("x-api-key", "client-secret");
        request.Headers.Add("x-stainless-lang", "js");
        request.Headers.Add("cookie", "a=b");

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var headers = Assert.Single(upstream.Received).Headers;
        Assert.Equal("2023-06-01", headers["anthropic-version"]);
        Assert.Equal("context-1m-2025-08-07", headers["anthropic-beta"]);
        Assert.DoesNotContain(headers.Values, value => value.Contains("client-secret", StringComparison.Ordinal));
        Assert.DoesNotContain("x-stainless-lang", headers.Keys);
        Assert.DoesNotContain("cookie", headers.Keys);
    }

    [Fact]
    public async Task An_upstream_s_refusal_is_relayed_as_it_is_and_costs_nothing()
    {
        const string Refusal = """{"type":"error","error":{"type":"rate_limit_error","message":"slow down"},"request_id":"req_up"}""";
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "7";
            return AnswerAsync(http, Refusal);
        });
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, Ask("claude-opus-5"));

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("7", Header(response, "retry-after"));
        Assert.Equal(Refusal, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Failed, 429, Usd.Zero), (row.Outcome, row.Status, row.Cost!.Value));
        Assert.Single(upstream.Received);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_price_that_has_ended_is_recorded_as_unknown_and_never_as_zero(Shape shape)
    {
        await using var upstream = await FakeUpstream.StartAsync((http, _) => AnswerAsync(http, shape));
        using var directory = new TemporaryDirectory();
        var prices = await WritePricesThatEndedAsync(directory, "claude-opus-5");
        await using var gateway = await GatewayHarness.StartAsync(upstream, config => config["prices"] = prices);

        var reply = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "claude-opus-5", "hi"));
        var refused = ClientRequest.Of(shape, "claude-opus-5", "hi");
        refused.Headers.Add("x-clearbar-max-cost", "1000");
        var limited = await ClientReply.SendAsync(gateway.Http, shape, refused);
        var priced = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "claude-haiku-4-5", "hi"));

        // The answer is given, its cost is not known, and a limit that cannot be kept is not accepted.
        Assert.True(reply.LooksComplete);
        Assert.False(limited.LooksComplete);
        Assert.Equal(shape.IsConverse() ? 400 : 402, limited.Status);
        Assert.Equal(2, upstream.Received.Count);
        var rows = await gateway.LedgerAsync();
        var row = Assert.Single(rows, row => row.RequestId == reply.Header("x-clearbar-id"));
        Assert.Null(row.Cost);
        Assert.Null(row.Ceiling);
        Assert.Equal(PriceStatus.Unknown, row.PriceStatus);
        Assert.Equal((100, 10), (row.Usage.Input, row.Usage.Output));
        if (!shape.IsStream())
        {
            Assert.Equal("unknown", reply.Header("x-clearbar-cost"));
        }

        var other = Assert.Single(rows, row => row.RequestId == priced.Header("x-clearbar-id"));
        Assert.Equal((PriceStatus.Exact, new Usd(0.00015m)), (other.PriceStatus!.Value, other.Cost!.Value));
        Assert.Contains(gateway.Logs.Lines, line => line.Level == LogLevel.Warning && line.Line.Contains("claude-opus-5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tags_are_kept_and_a_cost_limit_refuses_before_anything_is_sent()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        using var tagged = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Json(Ask("claude-opus-5")) };
        tagged.Headers.Add("x-clearbar-tags", "team=a,job=7");
        using var limited = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Json(Ask("claude-opus-5")) };
        limited.Headers.Add("x-clearbar-max-cost", "0.000001");

        using var first = await gateway.Http.SendAsync(tagged, TestContext.Current.CancellationToken);
        using var second = await gateway.Http.SendAsync(limited, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PaymentRequired, second.StatusCode);
        Assert.Equal("false", Header(second, "x-should-retry"));
        Assert.Equal("team=a,job=7", Assert.Single(await gateway.LedgerAsync()).Tags);
        Assert.Single(upstream.Received);
    }

    private static string Ask(string model) =>
        new JsonObject { ["model"] = model, ["max_tokens"] = 16, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hi" }) }.ToJsonString();

    private static Task<HttpResponseMessage> PostAsync(GatewayHarness gateway, string body, string path = "/v1/messages") =>
        gateway.Http.PostAsync(new Uri(path, UriKind.Relative), Json(body), TestContext.Current.CancellationToken);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>The price list of this build, in which every row of one model ended long ago.</summary>
    private static async Task<string> WritePricesThatEndedAsync(TemporaryDirectory directory, string model)
    {
        await using var resource = typeof(PriceBook).Assembly.GetManifestResourceStream("claude-prices.json")!;
        var file = (await JsonNode.ParseAsync(resource))!;
        var entry = file["models"]!.AsArray().Single(item => (string?)item!["id"] == model)!;
        foreach (var (_, list) in entry["prices"]!.AsObject())
        {
            foreach (var row in list!.AsArray())
            {
                row!["effectiveTo"] = "2026-08-01";
            }
        }

        var path = Path.Combine(directory.Root, "prices.json");
        await File.WriteAllTextAsync(path, file.ToJsonString(), TestContext.Current.CancellationToken);
        return path;
    }

    private static Task AnswerAsync(HttpContext http, Shape shape)
    {
        http.Response.ContentType = Answers.ContentTypeOf(shape);
        return http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(shape)), http.RequestAborted).AsTask();
    }

    private static Task AnswerAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }
}
