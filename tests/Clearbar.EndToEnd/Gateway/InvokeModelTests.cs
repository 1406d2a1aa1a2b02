using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>InvokeModel through the gateway: bytes, edits, errors in its own shape, and what the ledger says.</summary>
public sealed class InvokeModelTests
{
    private const string Haiku = "/model/global.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke";
    private const string Opus = "/model/global.anthropic.claude-opus-5/invoke";
    private const string Asked = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""";

    private const string Message = """
        {"id":"msg_bdrk_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"Grüße"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1000,"cache_creation_input_tokens":0,"cache_read_input_tokens":2000,"output_tokens":100}}
        """;

    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"usage":{"input_tokens":1000,"cache_read_input_tokens":2000,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":100}}""",
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":1000,"outputTokenCount":100,"invocationLatency":9,"firstByteLatency":3}}""",
    ];

    [Fact]
    public async Task Bytes_go_out_as_they_came_in_both_directions()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        const string Sent = "{ \"anthropic_version\" : \"bedrock-2023-05-31\",\n\t\"max_tokens\":16, \"futureField\":{\"a\":[1,2.50,\"\\u00fc\"]},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}] }";

        using var response = await PostAsync(gateway, Opus, Sent);

        var received = Assert.Single(upstream.Received);
        Assert.Equal(Sent, Encoding.UTF8.GetString(received.Body));
        Assert.Equal("/model/global.anthropic.claude-opus-5/invoke", received.Path);
        Assert.Equal(Message, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("none", "opus"), (Header(response, "x-clearbar-edits"), Header(response, "x-clearbar-path")));
        Assert.NotNull(Header(response, "x-amzn-requestid"));
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Accepted, new TokenUsage(1000, 2000, 0, 0, 100)), (row.Outcome, row.Usage));
        // Opus 5 on Bedrock's global endpoint: 1000 × $5 + 2000 × $0.50 + 100 × $25 per million.
        Assert.Equal((new Usd(0.0085m), PriceStatus.Exact), (row.Cost!.Value, row.PriceStatus!.Value));
    }

    [Fact]
    public async Task A_stream_is_relayed_frame_by_frame_unchanged_and_settled_before_its_last_frame()
    {
        var frames = Frames(Events);
        await using var upstream = await FakeUpstream.StartAsync((http, _) => StreamAsync(http, frames));
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, Opus + "-with-response-stream", Asked);

        Assert.Equal(frames, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/json", Header(response, "x-amzn-bedrock-content-type"));
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Accepted, new TokenUsage(1000, 2000, 0, 0, 100), true), (row.Outcome, row.Usage, row.UsageIsFinal));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("bad-crc")]
    [InlineData("bad-base64")]
    public async Task A_stream_that_breaks_ends_in_an_exception_frame_and_is_recorded_as_broken(string fault)
    {
        var good = Frames(Events[..3]);
        var bad = fault switch
        {
            "bad-crc" => Frames(Events[3]),
            "bad-base64" => Frame("chunk", """{"bytes":"%%%%"}"""),
            _ => [],
        };
        if (fault == "bad-crc")
        {
            bad[^1] ^= 1;
        }

        var seen = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(async (http, _) =>
        {
            await StreamAsync(http, good);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await seen.Task;
            await http.Response.Body.WriteAsync(bad, http.RequestAborted);
        });
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        using var request = new HttpRequestMessage(HttpMethod.Post, Opus + "-with-response-stream") { Content = Json(Asked) };

        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var told = new byte[good.Length];
        await body.ReadExactlyAsync(told, TestContext.Current.CancellationToken);
        seen.SetResult();
        using var rest = new MemoryStream();
        await body.CopyToAsync(rest, TestContext.Current.CancellationToken);

        Assert.Equal(good, told);
        Assert.Equal("modelStreamErrorException", LastException(rest.ToArray()));
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Broken, false, 1000L), (row.Outcome, row.UsageIsFinal, row.Usage.Input));
    }

    [Fact]
    public async Task The_upstream_s_own_exception_frame_is_relayed_as_it_is()
    {
        var bytes = (byte[])[.. Frames(Events[..3]), .. Exception("throttlingException", """{"message":"too fast"}""")];
        await using var upstream = await FakeUpstream.StartAsync((http, _) => StreamAsync(http, bytes));
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, Opus + "-with-response-stream", Asked);

        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(EntryOutcome.Broken, Assert.Single(await gateway.LedgerAsync()).Outcome);
    }

    [Fact]
    public async Task A_refusal_is_relayed_as_it_is_and_costs_nothing()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers["x-amzn-errortype"] = "ThrottlingException:http://internal.amazon.com/";
            return AnswerAsync(http, """{"message":"Too many requests"}""");
        });
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, Opus, Asked);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.StartsWith("ThrottlingException", Header(response, "x-amzn-errortype"), StringComparison.Ordinal);
        Assert.Equal("""{"message":"Too many requests"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Failed, 429, Usd.Zero), (row.Outcome, row.Status, row.Cost!.Value));
    }

    [Fact]
    public async Task The_operation_s_headers_reach_the_upstream_and_credentials_do_not()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        using var request = new HttpRequestMessage(HttpMethod.Post, Opus) { Content = Json(Asked) };
        request.Headers.Add("x-amzn-bedrock-trace", "ENABLED");
        request.Headers.Add("x-amzn-bedrock-guardrailidentifier", "gr-1");
        request.Headers.TryAddWithoutValidation("authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261120/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0");
        request.Headers.Add("x-amz-security-token", "client-token");

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var headers = Assert.Single(upstream.Received).Headers;
        Assert.Equal(("ENABLED", "gr-1"), (headers["x-amzn-bedrock-trace"], headers["x-amzn-bedrock-guardrailidentifier"]));
        Assert.DoesNotContain("authorization", headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("x-amz-security-token", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_service_tier_the_response_reports_decides_the_price()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) =>
        {
            http.Response.Headers["x-amzn-bedrock-service-tier"] = "priority";
            return AnswerAsync(http, Message);
        });
        await using var gateway = await GatewayHarness.StartAsync(upstream);

        using var response = await PostAsync(gateway, Opus, Asked);

        // A tier with a price of its own, or none: never the standard price.
        Assert.NotEqual(new Usd(0.0085m), Assert.Single(await gateway.LedgerAsync()).Cost);
    }

    [Fact]
    public async Task A_gate_that_fails_climbs_the_ladder_and_a_version_the_next_model_refuses_is_replaced()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, request) =>
            AnswerAsync(http, Message.Replace("Grüße", request.Path.Contains("haiku", StringComparison.Ordinal) ? "lost_card" : "dunno", StringComparison.Ordinal)));
        await using var gateway = await GatewayHarness.StartAsync(upstream, config => config["classes"] = new JsonObject
        {
            ["intent"] = new JsonObject
            {
                ["ladder"] = new JsonArray("sonnet", "haiku"),
                ["gates"] = new JsonArray(new JsonObject { ["enum"] = new JsonObject { ["values"] = new JsonArray("lost_card") } }),
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Opus) { Content = Json(Asked.Replace("bedrock-2023-05-31", "2026-10-21", StringComparison.Ordinal)) };
        request.Headers.Add("x-clearbar-class", "intent");

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("sonnet>haiku", Header(response, "x-clearbar-path"));
        Assert.Equal("anthropic_version", Header(response, "x-clearbar-edits"));
        Assert.Contains("lost_card", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, upstream.Received.Count);
        Assert.Contains("\"2026-10-21\"", Encoding.UTF8.GetString(upstream.Received[0].Body), StringComparison.Ordinal);
        Assert.Equal(Asked, Encoding.UTF8.GetString(upstream.Received[1].Body));
        Assert.Equal([EntryOutcome.Escalated, EntryOutcome.Accepted], (await gateway.LedgerAsync()).OrderBy(row => row.Attempt).Select(row => row.Outcome));
    }

    [Fact]
    public async Task Without_a_key_it_is_refused_in_the_aws_shape_and_nothing_is_sent()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, Message));
        await using var gateway = await GatewayHarness.StartAsync(upstream, static config => config["keys"] = new JsonArray(
            new JsonObject { ["id"] = "k", ["sha256"] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }));

        foreach (var path in (string[])[Haiku, "/model/haiku/count-tokens", "/v1/messages/count_tokens"])
        {
            using var response = await PostAsync(gateway, path, Asked);
            Assert.Equal(path.StartsWith("/v1", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, response.StatusCode);
        }

        foreach (var path in (string[])["/v1/models", "/v1/models/claude-opus-5", "/foundation-models", "/inference-profiles"])
        {
            using var response = await gateway.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(path.StartsWith("/v1", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Empty(upstream.Received);
        Assert.Empty(await gateway.LedgerAsync());
    }

    [Fact]
    public async Task Counting_tokens_is_relayed_names_the_model_and_leaves_no_entry()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, """{"input_tokens":7}"""));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        const string Sent = """{"messages":[{"role":"user","content":"hi"}],  "model":"opus"}""";

        using var response = await PostAsync(gateway, "/v1/messages/count_tokens", Sent);

        Assert.Equal("""{"input_tokens":7}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("model", Header(response, "x-clearbar-edits"));
        var received = Assert.Single(upstream.Received);
        Assert.Equal("/v1/messages/count_tokens", received.Path);
        Assert.Equal(Sent.Replace("\"opus\"", "\"claude-opus-5\"", StringComparison.Ordinal), Encoding.UTF8.GetString(received.Body));
        Assert.DoesNotContain("x-clearbar-entry", received.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Empty(await gateway.LedgerAsync());
    }

    private static string LastException(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(FrameStatus.Frame, EventStreamReader.TryRead(bytes, out var frame));
        Assert.Equal(bytes.Length, frame.TotalLength);
        Assert.Equal("exception", Encoding.UTF8.GetString(frame.MessageType));
        using var payload = JsonDocument.Parse(frame.Payload.ToArray());
        Assert.NotEmpty(payload.RootElement.GetProperty("message").GetString()!);
        return Encoding.UTF8.GetString(frame.ExceptionType);
    }

    private static byte[] Frames(params string[] events) =>
        [.. events.SelectMany(json => Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abc"}"""))];

    private static byte[] Frame(string type, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteEvent(output, Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Exception(string type, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteException(output, Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayHarness gateway, string path, string body) =>
        gateway.Http.PostAsync(new Uri(path, UriKind.Relative), Json(body), TestContext.Current.CancellationToken);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static Task AnswerAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }

    private static Task StreamAsync(HttpContext http, byte[] bytes)
    {
        http.Response.ContentType = "application/vnd.amazon.eventstream";
        http.Response.Headers["x-amzn-bedrock-content-type"] = "application/json";
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
