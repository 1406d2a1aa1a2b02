using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Application inference profiles: resolved at start, priced as what they were made from, sent on under their own ARN.</summary>
public sealed class ApplicationProfileTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl";

    private const string Message = """
        {"model":"claude-opus-5","id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1000,"output_tokens":100}}
        """;

    [Theory]
    [InlineData("us-east-1 us-east-2 us-west-2", "0.00825")]
    [InlineData(" us-east-1", "0.0075")]
    [InlineData("us-east-1", "0.00825")]
    public async Task A_profile_is_resolved_by_its_models_regions_and_keeps_its_arn_on_the_wire(string regions, string cost)
    {
        await using var upstream = await StartBedrockAsync(regions.Split(' '));
        await using var gateway = await StartAsync(upstream.Address, "resolve");

        using var response = await AskAsync(gateway, Arn);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"/model/{Arn}/invoke", Uri.UnescapeDataString(upstream.Received[^1].Path));
        Assert.Equal(decimal.Parse(cost, CultureInfo.InvariantCulture), Assert.Single(await gateway.LedgerAsync()).Cost!.Value.Amount);
    }

    [Fact]
    public async Task An_owner_who_says_what_the_profile_is_spares_the_question()
    {
        await using var upstream = await StartBedrockAsync(["us-east-1"]);
        await using var gateway = await StartAsync(upstream.Address, "global.anthropic.claude-opus-5");

        using var response = await AskAsync(gateway, Arn);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(upstream.Received);
    }

    [Fact]
    public async Task A_profile_that_cannot_be_resolved_is_an_unknown_model_and_is_logged()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        await using var gateway = await StartAsync(upstream.Address, "resolve");

        using var response = await AskAsync(gateway, Arn);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(gateway.Logs.Lines, logged => logged.Line.Contains("bedrock:GetInferenceProfile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deployments_own_account_answers_about_models_where_the_owner_says_so()
    {
        var target = "";
        await using var upstream = await FakeUpstream.StartAsync((http, _) =>
        {
            target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            http.Response.StatusCode = 403;
            http.Response.Headers["x-amzn-errortype"] = "AccessDeniedException";
            return http.Response.WriteAsync("""{"message":"said by the account"}""");
        });
        await using var gateway = await StartAsync(upstream.Address, "global.anthropic.claude-opus-5", lists: "account");

        using var response = await gateway.Http.GetAsync(
            new Uri("/inference-profiles?type=APPLICATION&maxResults=5", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("AccessDeniedException", response.Headers.GetValues("x-amzn-errortype").Single());
        Assert.Contains("said by the account", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("/inference-profiles?maxResults=5&type=APPLICATION", target);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=", Assert.Single(upstream.Received).Headers["authorization"], StringComparison.Ordinal);
        Assert.Empty(await gateway.LedgerAsync());
    }

    private static Task<FakeUpstream> StartBedrockAsync(string[] regions) => FakeUpstream.StartAsync((http, _) =>
    {
        http.Response.ContentType = "application/json";
        var models = new JsonArray([.. regions.Select(region => new JsonObject { ["modelArn"] = $"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-opus-5" })]);
        return http.Response.WriteAsync(http.Request.Method == "GET" ? new JsonObject { ["type"] = "APPLICATION", ["models"] = models }.ToJsonString() : Message);
    });

    private static Task<GatewayHarness> StartAsync(Uri endpoint, string source, string lists = "catalog")
    {
        MadeUpAws.Install();
        return GatewayHarness.StartAsync(config =>
        {
            config["deployments"] = new JsonArray(new JsonObject
            {
                ["name"] = "bedrock",
                ["surface"] = "bedrock",
                ["region"] = "us-east-1",
                ["profile"] = MadeUpAws.Profile,
                ["endpoint"] = endpoint.ToString(),
                ["controlPlane"] = endpoint.ToString(),
                ["lists"] = lists,
                ["keyFrom"] = "CLEARBAR_TEST_NO_KEY",
            });
            config["inferenceProfiles"] = new JsonObject { [Arn] = source };
        });
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayHarness gateway, string model) => gateway.Http.PostAsync(
        new Uri("/v1/messages", UriKind.Relative),
        new StringContent($$"""{"model":"{{model}}","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"),
        TestContext.Current.CancellationToken);
}
