using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>
/// Clients whose deployment speaks another dialect than theirs: what is sent, what comes back, what is metered. The translation itself is tested where it
/// is written; here it is whether the journey uses it.
/// </summary>
public sealed class CrossingTests
{
    private const string Completion = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"qwen3:8b","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}
        """;

    private const string Chunks = """
        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"qwen3:8b","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"qwen3:8b","choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}],"usage":null}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"qwen3:8b","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"qwen3:8b","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}

        data: [DONE]


        """;

    [Fact]
    public async Task A_converse_client_reaches_the_anthropic_api()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => WriteAsync(http, Answers.Join(Answers.PiecesOf(Shape.MessagesStream)), "text/event-stream"));
        await using var gateway = await StartAsync(new JsonObject { ["name"] = "direct", ["surface"] = "anthropic-api", ["url"] = upstream.Address.ToString(), ["keyFrom"] = "CLEARBAR_TEST_NO_KEY" });

        using var response = await PostAsync(
            gateway, "/model/claude-opus-5/converse-stream", """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"requestMetadata":{"a":"b"}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.MediaType);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(FrameStatus.Frame, EventStreamReader.TryRead(bytes, out var first));
        Assert.Equal("messageStart", Encoding.ASCII.GetString(first.EventType));
        var reader = WireDialects.Converse.CreateStreamReader();
        reader.Read(bytes);
        Assert.True(reader.IsComplete);
        var sent = JsonNode.Parse(Assert.Single(upstream.Received).Body)!;
        Assert.Equal(("claude-opus-5", true), ((string?)sent["model"], (bool)sent["stream"]!));
        Assert.Equal("/v1/messages", upstream.Received[0].Path);
        Assert.StartsWith("converse>anthropic,", Header(response, "x-clearbar-edits"), StringComparison.Ordinal);
        Assert.Contains("requestMetadata", Header(response, "x-clearbar-edits"), StringComparison.Ordinal);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal(EntryOutcome.Accepted, row.Outcome);
        Assert.Equal(reader.Usage, row.Usage);
        Assert.True(row.Cost!.Value.Amount > 0);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"qwen3:8b","messages":[{"role":"user","content":"hi"}]}""", "openai")]
    [InlineData("/v1/messages", """{"model":"qwen3:8b","max_tokens":50,"messages":[{"role":"user","content":"hi"}]}""", "anthropic>openai")]
    [InlineData("/model/qwen3%3A8b/converse", """{"messages":[{"role":"user","content":[{"text":"hi"}]}]}""", "converse>openai")]
    [InlineData("/model/qwen3%3A8b/invoke", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":50,"messages":[{"role":"user","content":"hi"}]}""", "invoke>openai")]
    public async Task Every_client_reaches_a_local_server_and_its_owners_price_holds(string path, string body, string crossing)
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => WriteAsync(http, Encoding.UTF8.GetBytes(Completion), "application/json"));
        await using var gateway = await StartLocalAsync(upstream);

        using var response = await PostAsync(gateway, path, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("hello", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("/v1/chat/completions", Assert.Single(upstream.Received).Path);
        Assert.Equal("qwen3:8b", (string?)JsonNode.Parse(upstream.Received[0].Body)!["model"]);
        Assert.Equal(crossing == "openai" ? "none" : crossing, Header(response, "x-clearbar-edits")!.Split(',')[0]);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((1000, 100), (row.Usage.Input, row.Usage.Output));
        Assert.Equal(0.0003m, row.Cost!.Value.Amount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_is_metered_whether_its_client_asked_for_counts_or_not(bool asked)
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => WriteAsync(http, Encoding.UTF8.GetBytes(Chunks), "text/event-stream"));
        await using var gateway = await StartLocalAsync(upstream);

        using var response = await PostAsync(
            gateway,
            "/openai/v1/chat/completions",
            $$"""{"model":"qwen3:8b","stream":true,{{(asked ? "\"stream_options\":{\"include_usage\":true}," : "")}}"messages":[{"role":"user","content":"hi"}]}""");

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("data: [DONE]", text, StringComparison.Ordinal);
        Assert.Equal(asked, text.Contains("\"choices\":[]", StringComparison.Ordinal));
        Assert.True((bool)JsonNode.Parse(Assert.Single(upstream.Received).Body)!["stream_options"]!["include_usage"]!);
        Assert.Equal(asked ? "none" : "stream_options", Header(response, "x-clearbar-edits"));
        Assert.Equal(100, Assert.Single(await gateway.LedgerAsync()).Usage.Output);
    }

    [Fact]
    public async Task A_local_model_without_a_price_is_unknown_and_never_free()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => WriteAsync(http, Encoding.UTF8.GetBytes(Completion), "application/json"));
        await using var gateway = await StartAsync(new JsonObject
        {
            ["name"] = "local", ["surface"] = "openai-compatible", ["url"] = upstream.Address.ToString(), ["models"] = new JsonArray(new JsonObject { ["id"] = "qwen3:8b" }),
        });

        using var response = await PostAsync(gateway, "/v1/chat/completions", """{"model":"qwen3:8b","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal("unknown", Header(response, "x-clearbar-cost"));
        Assert.Null(Assert.Single(await gateway.LedgerAsync()).Cost);
    }

    [Fact]
    public async Task What_a_client_made_up_never_breaks_the_header_that_names_it()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => WriteAsync(http, Answers.Join(Answers.PiecesOf(Shape.Messages)), "application/json"));
        await using var gateway = await StartAsync(new JsonObject { ["name"] = "direct", ["surface"] = "anthropic-api", ["url"] = upstream.Address.ToString(), ["keyFrom"] = "CLEARBAR_TEST_NO_KEY" });
        var made = new JsonObject { ["model"] = "claude-opus-5", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hi" }) };
        for (var i = 0; i < 60; i++)
        {
            made[$"x{i}\r\nset-cookie: ü {new string('y', 200)}"] = 1;
        }

        using var response = await PostAsync(gateway, "/v1/chat/completions", made.ToJsonString());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(Header(response, "x-clearbar-edits")!.Length < 3000);
    }

    [Fact]
    public async Task An_upstream_error_is_told_in_the_clients_dialect()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) =>
        {
            http.Response.StatusCode = 400;
            return WriteAsync(http, """{"type":"error","error":{"type":"invalid_request_error","message":"because"}}"""u8.ToArray(), "application/json");
        });
        await using var gateway = await StartAsync(new JsonObject { ["name"] = "direct", ["surface"] = "anthropic-api", ["url"] = upstream.Address.ToString(), ["keyFrom"] = "CLEARBAR_TEST_NO_KEY" });

        using var response = await PostAsync(gateway, "/v1/chat/completions", """{"model":"claude-opus-5","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!;
        Assert.Equal(("invalid_request_error", "because"), ((string?)error["type"], (string?)error["message"]));
    }

    private static Task<GatewayHarness> StartLocalAsync(FakeUpstream upstream) => StartAsync(new JsonObject
    {
        ["name"] = "local",
        ["surface"] = "openai-compatible",
        ["url"] = upstream.Address.ToString(),
        ["models"] = new JsonArray(new JsonObject { ["id"] = "qwen3:8b", ["inputPerMTok"] = 0.1, ["outputPerMTok"] = 2 }),
    });

    private static Task<GatewayHarness> StartAsync(JsonObject deployment) => GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(deployment));

    private static Task<HttpResponseMessage> PostAsync(GatewayHarness gateway, string path, string body) => gateway.Http.PostAsync(
        new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static Task WriteAsync(HttpContext http, byte[] bytes, string type)
    {
        http.Response.ContentType = type;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
