using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>The surfaces that speak the Messages dialect beside the direct API: path, id form, identity and headers of each.</summary>
public sealed class MessagesSurfaceTests
{
    private const string Message = """
        {"model":"claude-opus-5","id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1000,"output_tokens":100}}
        """;

    [Theory]
    [InlineData("bedrock-mantle", "/anthropic/v1/messages", "anthropic.claude-opus-5", "bedrock-mantle")]
    [InlineData("bedrock", "/anthropic/v1/messages", "global.anthropic.claude-opus-5", "bedrock")]
    [InlineData("claude-platform-aws", "/v1/messages", "claude-opus-5", "aws-external-anthropic")]
    public async Task Each_surface_gets_its_own_path_id_form_and_signature(string surface, string path, string model, string service)
    {
        var target = "";
        await using var upstream = await FakeUpstream.StartAsync((http, _) =>
        {
            target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            return AnswerAsync(http);
        });
        await using var gateway = await StartAsync(surface, upstream.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Ask() };
        request.Headers.Add("anthropic-beta", "some-flag-2026-01-01");

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = Assert.Single(upstream.Received);
        Assert.Equal(path, target);
        Assert.Equal(model, (string?)JsonNode.Parse(received.Body)!["model"]);
        Assert.Equal(SigV4.Compute(target, received.Headers, received.Body, MadeUpAws.Secret, out var scope), SigV4.SignatureOf(received.Headers));
        Assert.EndsWith($"/us-east-1/{service}/aws4_request", scope, StringComparison.Ordinal);
        Assert.Equal("2023-06-01", received.Headers["anthropic-version"]);
        Assert.Equal(surface == "claude-platform-aws" ? "wrkspc_1" : null, received.Headers.GetValueOrDefault("anthropic-workspace-id"));
        Assert.Equal(surface == "claude-platform-aws" ? "some-flag-2026-01-01" : null, received.Headers.GetValueOrDefault("anthropic-beta"));
        Assert.Equal(surface != "claude-platform-aws", response.Headers.GetValues("x-clearbar-edits").Single().Contains("-anthropic-beta:some-flag", StringComparison.Ordinal));
        Assert.Equal(EntryOutcome.Accepted, Assert.Single(await gateway.LedgerAsync()).Outcome);
    }

    [Theory]
    [InlineData("bedrock-mantle", "authorization", "Bearer made-up")]
    [InlineData("claude-platform-aws", "x-api-key", "made-up")]
    public async Task A_key_is_sent_in_the_surfaces_own_header_instead_of_a_signature(string surface, string header, string value)
    {
        Environment.SetEnvironmentVariable("CLEARBAR_TEST_SURFACE_KEY", "made-up");
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http));
        await using var gateway = await StartAsync(surface, upstream.Address, "CLEARBAR_TEST_SURFACE_KEY");

        using var response = await gateway.Http.PostAsync(new Uri("/anthropic/v1/messages", UriKind.Relative), Ask(), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var headers = Assert.Single(upstream.Received).Headers;
        Assert.Equal(value, headers[header]);
        Assert.DoesNotContain("x-amz-date", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("2025-01-01", """{"model":"opus","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""", "2026-10-21")]
    [InlineData("2026-10-21", """{"model":"opus","max_tokens":1,"temperature":1,"messages":[{"role":"user","content":"hi"}]}""", "temperature")]
    [InlineData("2026-10-21", """{"model":"opus","max_tokens":1,"top_k":1,"messages":[{"role":"user","content":"hi"}]}""", "top_k")]
    public async Task A_request_is_held_against_the_version_it_names(string version, string body, string names)
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http));
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("anthropic-version", version);

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(names, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(upstream.Received);
    }

    private static Task<GatewayHarness> StartAsync(string surface, Uri endpoint, string keyFrom = "CLEARBAR_TEST_NO_KEY")
    {
        MadeUpAws.Install();
        var deployment = new JsonObject
        {
            ["name"] = surface,
            ["surface"] = surface,
            ["region"] = "us-east-1",
            ["profile"] = MadeUpAws.Profile,
            ["endpoint"] = endpoint.ToString(),
            ["keyFrom"] = keyFrom,
        };
        if (surface == "claude-platform-aws")
        {
            deployment["workspace"] = "wrkspc_1";
        }
        else if (surface == "bedrock")
        {
            deployment["messages"] = "messages";
        }

        return GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(deployment));
    }

    private static StringContent Ask() =>
        new("""{"model":"claude-opus-5","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json");

    private static Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(Message);
    }
}
