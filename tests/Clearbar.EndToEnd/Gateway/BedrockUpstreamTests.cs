using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>A deployment on Bedrock: what is signed and sent, what Messages requests become, and what comes back.</summary>
public sealed class BedrockUpstreamTests
{
    private const string Message = """
        {"model":"claude-opus-5","id":"msg_bdrk_1","type":"message","role":"assistant","content":[{"type":"text","text":"Grüße"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1000,"cache_creation_input_tokens":0,"cache_read_input_tokens":2000,"output_tokens":100}}
        """;

    private const string Converse = """
        {"output":{"message":{"role":"assistant","content":[{"text":"hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":10,"outputTokens":5,"totalTokens":15},"metrics":{"latencyMs":1}}
        """;

    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"usage":{"input_tokens":1000,"cache_read_input_tokens":2000,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":100}}""",
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":1000,"outputTokenCount":100}}""",
    ];

    [Theory]
    [InlineData("/v1/messages", MadeUpAws.Profile)]
    [InlineData("/v1/messages", MadeUpAws.ProfileWithToken)]
    [InlineData("/model/global.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse", MadeUpAws.Profile)]
    [InlineData("/model/global.anthropic.claude-haiku-4-5-20251001-v1:0/invoke", MadeUpAws.Profile)]
    [InlineData("/model/global.anthropic.claude-haiku-4-5-20251001-v1:0/count-tokens", MadeUpAws.Profile)]
    public async Task What_arrives_carries_a_signature_that_an_independent_verifier_finds_right(string path, string profile)
    {
        var target = "";
        await using var upstream = await FakeUpstream.StartAsync((http, _) =>
        {
            target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            return AnswerAsync(http, path.EndsWith("converse", StringComparison.Ordinal) ? Converse : Message);
        });
        await using var gateway = await StartAsync(upstream.Address, profile: profile);
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = Json(path.EndsWith("converse", StringComparison.Ordinal) ? """{"messages":[{"role":"user","content":[{"text":"hi"}]}]}""" : Ask("claude-haiku-4-5")),
        };
        request.Headers.Add("x-api-key", "client-secret");

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = Assert.Single(upstream.Received);
        Assert.Contains("-v1%3A0/", target, StringComparison.Ordinal);
        Assert.Equal(SigV4.Compute(target, received.Headers, received.Body, MadeUpAws.Secret, out var scope), SigV4.SignatureOf(received.Headers));
        Assert.EndsWith("/us-east-1/bedrock/aws4_request", scope, StringComparison.Ordinal);
        Assert.StartsWith($"AWS4-HMAC-SHA256 Credential={MadeUpAws.AccessKey}/", received.Headers["authorization"], StringComparison.Ordinal);
        Assert.Equal(profile == MadeUpAws.ProfileWithToken ? MadeUpAws.Token : null, received.Headers.GetValueOrDefault("x-amz-security-token"));
        Assert.DoesNotContain(received.Headers.Values, value => value.Contains("client-secret", StringComparison.Ordinal));
        Assert.DoesNotContain("x-clearbar-entry", received.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_api_key_is_sent_instead_of_a_signature()
    {
        Environment.SetEnvironmentVariable("CLEARBAR_TEST_BEDROCK_KEY", "ABSKmadeup");
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await StartAsync(upstream.Address, keyFrom: "CLEARBAR_TEST_BEDROCK_KEY");

        using var response = await PostAsync(gateway, Ask("claude-opus-5"));

        var headers = Assert.Single(upstream.Received).Headers;
        Assert.Equal("Bearer ABSKmadeup", headers["authorization"]);
        Assert.DoesNotContain("x-amz-date", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_messages_request_goes_out_as_invoke_model_and_only_the_declared_members_change()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await StartAsync(upstream.Address);
        const string Sent = "{ \"model\" : \"claude-opus-5\",\n\t\"max_tokens\":16, \"stream\":false, \"futureField\":{\"a\":[1,2.50,\"\\u00fc\"]},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}] }";

        using var response = await PostAsync(gateway, Sent);

        var received = Assert.Single(upstream.Received);
        Assert.Equal("/model/global.anthropic.claude-opus-5/invoke", received.Path);
        Assert.Equal(
            "{ \"max_tokens\":16, \"futureField\":{\"a\":[1,2.50,\"\\u00fc\"]},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"anthropic_version\":\"bedrock-2023-05-31\" }",
            Encoding.UTF8.GetString(received.Body));
        Assert.Equal("-model,-stream,anthropic_version", Header(response, "x-clearbar-edits"));
        Assert.Equal("global.anthropic.claude-opus-5", Header(response, "x-clearbar-model"));
        Assert.Equal(Message, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal(("global.anthropic.claude-opus-5", EntryOutcome.Accepted), (row.Model, row.Outcome));
        Assert.Equal((new Usd(0.0085m), PriceStatus.Exact), (row.Cost!.Value, row.PriceStatus!.Value));
    }

    [Theory]
    [InlineData("claude-haiku-4-5", "interleaved-thinking-2025-05-14, files-api-2025-04-14", "[\"interleaved-thinking-2025-05-14\"]", "-model,anthropic_version,anthropic_beta,-anthropic-beta:files-api-2025-04-14")]
    [InlineData("claude-opus-5", "interleaved-thinking-2025-05-14", null, "-model,anthropic_version,-anthropic-beta:interleaved-thinking-2025-05-14")]
    [InlineData("claude-haiku-4-5", "bad flag;\"x", null, "-model,anthropic_version,-anthropic-beta:unreadable")]
    public async Task Beta_flags_bedrock_knows_go_into_the_body_and_the_others_are_dropped_and_listed(string model, string flags, string? sent, string edits)
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await StartAsync(upstream.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Json(Ask(model)) };
        request.Headers.Add("anthropic-version", "2026-10-21");
        request.Headers.TryAddWithoutValidation("anthropic-beta", flags);

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(edits, Header(response, "x-clearbar-edits"));
        var received = Assert.Single(upstream.Received);
        Assert.Equal(sent, JsonNode.Parse(received.Body)!["anthropic_beta"]?.ToJsonString());
        Assert.DoesNotContain(received.Headers.Keys, name => name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Counting_tokens_goes_out_as_count_tokens_of_an_invoke_body_and_comes_back_in_the_client_s_shape()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, """{"inputTokens":27}"""));
        await using var gateway = await StartAsync(upstream.Address);

        using var response = await gateway.Http.PostAsync(
            new Uri("/v1/messages/count_tokens", UriKind.Relative), Json("""{"model":"haiku","messages":[{"role":"user","content":"hi"}]}"""), TestContext.Current.CancellationToken);

        Assert.Equal("""{"input_tokens":27}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("-model,anthropic_version,max_tokens", Header(response, "x-clearbar-edits"));
        var received = Assert.Single(upstream.Received);
        Assert.EndsWith("/anthropic.claude-haiku-4-5-20251001-v1:0/count-tokens", received.Path, StringComparison.Ordinal);
        Assert.Equal(
            """{"messages":[{"role":"user","content":"hi"}],"anthropic_version":"bedrock-2023-05-31","max_tokens":1}""",
            Encoding.UTF8.GetString(Convert.FromBase64String((string)JsonNode.Parse(received.Body)!["input"]!["invokeModel"]!["body"]!)));
        Assert.Empty(await gateway.LedgerAsync());
    }

    [Theory]
    [InlineData(200, """{"tokens":1}""", 500, "api_error")]
    [InlineData(400, """{"message":"because"}""", 400, "invalid_request_error")]
    public async Task A_count_that_fails_is_told_in_the_client_s_shape(int status, string body, int told, string type)
    {
        await using var upstream = await FakeUpstream.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            return AnswerAsync(http, body);
        });
        await using var gateway = await StartAsync(upstream.Address);

        using var response = await gateway.Http.PostAsync(
            new Uri("/v1/messages/count_tokens", UriKind.Relative), Json(Ask("claude-opus-5")), TestContext.Current.CancellationToken);

        Assert.Equal(told, (int)response.StatusCode);
        Assert.Equal(type, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!["type"]);
    }

    [Fact]
    public async Task The_same_model_under_its_own_name_keeps_its_thinking_blocks()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await StartAsync(upstream.Address);
        const string Sent = """{"model":"claude-opus-5","max_tokens":16,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}""";

        using var response = await PostAsync(gateway, Sent);

        Assert.Equal("-model,anthropic_version", Header(response, "x-clearbar-edits"));
        Assert.Contains("\"signature\":\"s\"", Encoding.UTF8.GetString(Assert.Single(upstream.Received).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_reaches_the_client_as_server_sent_events_and_is_settled_with_its_usage()
    {
        var frames = Frames(Events);
        await using var upstream = await FakeUpstream.StartAsync(async (http, _) =>
        {
            http.Response.ContentType = "application/vnd.amazon.eventstream";
            foreach (var piece in frames.Chunk(7))
            {
                await http.Response.Body.WriteAsync(piece, http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        });
        await using var gateway = await StartAsync(upstream.Address);

        using var response = await PostAsync(gateway, Ask("claude-opus-5", stream: true));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Events, text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..]));
        Assert.Equal("/model/global.anthropic.claude-opus-5/invoke-with-response-stream", Assert.Single(upstream.Received).Path);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Accepted, new TokenUsage(1000, 2000, 0, 0, 100), new Usd(0.0085m)), (row.Outcome, row.Usage, row.Cost!.Value));
    }

    [Theory]
    [InlineData("cut", "api_error")]
    [InlineData("bad-crc", "api_error")]
    [InlineData("exception", "overloaded_error")]
    [InlineData("abort", "api_error")]
    public async Task A_stream_that_breaks_ends_in_an_error_event_and_is_recorded_as_broken(string fault, string type)
    {
        var seen = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(async (http, _) =>
        {
            http.Response.ContentType = "application/vnd.amazon.eventstream";
            await http.Response.Body.WriteAsync(Frames(Events[..3]), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await seen.Task;
            var rest = fault switch
            {
                "bad-crc" => Corrupt(Frames(Events[3])),
                "exception" => Exception("serviceUnavailableException"),
                "cut" => Frames(Events[3])[..20],
                _ => [],
            };
            await http.Response.Body.WriteAsync(rest, http.RequestAborted);
            if (fault == "abort")
            {
                http.Abort();
            }
        });
        await using var gateway = await StartAsync(upstream.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Json(Ask("claude-opus-5", stream: true)) };

        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("hello", StringComparison.Ordinal))
        {
        }

        seen.SetResult();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Contains($"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"{type}\"", rest, StringComparison.Ordinal);
        Assert.Contains(Header(response, "request-id")!, rest, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", rest, StringComparison.Ordinal);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Broken, false, 1000L), (row.Outcome, row.UsageIsFinal, row.Usage.Input));
    }

    [Theory]
    [InlineData(429, "ThrottlingException", 429, "rate_limit_error")]
    [InlineData(400, "ValidationException", 400, "invalid_request_error")]
    [InlineData(403, "AccessDeniedException", 403, "permission_error")]
    [InlineData(404, "ResourceNotFoundException", 404, "not_found_error")]
    [InlineData(408, "ModelTimeoutException", 504, "timeout_error")]
    [InlineData(424, "ModelErrorException", 500, "api_error")]
    [InlineData(503, "ServiceUnavailableException", 529, "overloaded_error")]
    [InlineData(403, "ExpiredTokenException", 500, "api_error")]
    public async Task A_refusal_takes_the_shape_and_status_of_the_messages_dialect(int status, string exception, int told, string type)
    {
        await using var upstream = await FakeUpstream.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers["x-amzn-errortype"] = exception + ":http://internal.amazon.com/coral/";
            return AnswerAsync(http, """{"message":"because"}""");
        });
        await using var gateway = await StartAsync(upstream.Address);

        using var response = await PostAsync(gateway, Ask("claude-opus-5", stream: true));

        Assert.Equal(told, (int)response.StatusCode);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(type, (string?)body["error"]!["type"]);
        Assert.Contains("because", (string?)body["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal(Header(response, "request-id"), (string?)body["request_id"]);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Failed, status), (row.Outcome, row.Status));
        Assert.Single(upstream.Received);

        // What a model that failed or ran out of time has done nobody knows; every other refusal comes before it begins.
        Assert.Equal(status is 408 or 424 ? null : Usd.Zero, row.Cost);
    }

    [Fact]
    public async Task Without_credentials_nothing_is_sent_nothing_is_spent_and_the_answer_says_what_to_set()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await StartAsync(upstream.Address, profile: "clearbar-no-such-profile");

        using var response = await PostAsync(gateway, Ask("claude-opus-5"));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("AWS_PROFILE", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(upstream.Received);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Failed, Usd.Zero), (row.Outcome, row.Cost!.Value));
    }

    [Fact]
    public async Task A_profile_of_another_geography_never_leaves_the_region()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await StartAsync(upstream.Address);

        using var foreign = await PostAsync(gateway, Ask("eu.anthropic.claude-opus-5"));
        using var domestic = await PostAsync(gateway, Ask("us.anthropic.claude-opus-5"));

        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.OK, domestic.StatusCode);
        Assert.Equal("/model/us.anthropic.claude-opus-5/invoke", Assert.Single(upstream.Received).Path);
        // Ten per cent over the global endpoint.
        Assert.Equal(new Usd(0.00935m), Assert.Single(await gateway.LedgerAsync()).Cost);
    }

    private static Task<GatewayHarness> StartAsync(Uri endpoint, string? profile = MadeUpAws.Profile, string keyFrom = "CLEARBAR_TEST_NO_KEY")
    {
        MadeUpAws.Install();
        return GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(new JsonObject
        {
            ["name"] = "bedrock",
            ["surface"] = "bedrock",
            ["region"] = "us-east-1",
            ["scope"] = "global",
            ["profile"] = profile,
            ["endpoint"] = endpoint.ToString(),
            ["keyFrom"] = keyFrom,
        }));
    }

    private static string Ask(string model, bool stream = false)
    {
        var body = new JsonObject { ["model"] = model, ["max_tokens"] = 16, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "hi" }) }) };
        if (stream)
        {
            body["stream"] = true;
        }

        return body.ToJsonString();
    }

    private static byte[] Frames(params string[] events) =>
        [.. events.SelectMany(json => Written(output => EventStreamWriter.WriteEvent(
            output, "chunk"u8, Encoding.UTF8.GetBytes($$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abc"}"""))))];

    private static byte[] Exception(string type) =>
        Written(output => EventStreamWriter.WriteException(output, Encoding.UTF8.GetBytes(type), """{"message":"m"}"""u8));

    private static byte[] Corrupt(byte[] frame)
    {
        frame[^1] ^= 1;
        return frame;
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayHarness gateway, string body) =>
        gateway.Http.PostAsync(new Uri("/v1/messages", UriKind.Relative), Json(body), TestContext.Current.CancellationToken);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static Task AnswerAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }
}
