using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Keys;

namespace Clearbar.EndToEnd.Identity;

/// <summary>A key's policy on the path of a request.</summary>
public sealed class PolicyTests : IDisposable
{
    private const string HaikuOnly = """
        { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "bedrock:InvokeModel*", "Resource": "arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-*" } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("clearbar-keys-").FullName;
    private IssuedKey? _key;

    [Theory]
    [InlineData("claude-haiku-4-5", HttpStatusCode.OK)]
    [InlineData("claude-opus-5", HttpStatusCode.Forbidden)]
    public async Task A_key_calls_only_what_its_policy_allows(string model, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync(HaikuOnly, null);

        using var response = await AskAsync(gateway, model);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, (await gateway.LedgerAsync()).Count);
        if (expected == HttpStatusCode.Forbidden)
        {
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("permission_error", body, StringComparison.Ordinal);
            Assert.Contains("foundation-model/anthropic.claude-opus-5", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bedrock_clients_see_an_access_denied_exception()
    {
        await using var gateway = await StartAsync(HaikuOnly, null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/model/opus/converse");
        request.Content = JsonContent.Create(new { messages = new[] { new { role = "user", content = new[] { new { text = "hi" } } } } });
        request.Headers.Add("x-api-key", _key!.ApiKey);

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("AccessDeniedException", Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
    }

    [Fact]
    public async Task A_ladder_that_could_climb_to_a_denied_model_is_refused_before_anything_is_sent()
    {
        await using var gateway = await StartAsync(HaikuOnly, config => config["classes"] = new JsonObject
        {
            ["c"] = new JsonObject { ["ladder"] = new JsonArray("haiku", "opus"), ["gates"] = new JsonArray(new JsonObject { ["regex"] = "x" }) },
        });

        using var response = await AskAsync(gateway, "claude-haiku-4-5", "c");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(await gateway.LedgerAsync());
    }

    [Theory]
    [InlineData("team=red", HttpStatusCode.OK)]
    [InlineData("team=blue", HttpStatusCode.Forbidden)]
    [InlineData("team=blue,team=red", HttpStatusCode.Forbidden)]
    public async Task Request_tags_address_and_scope_can_be_conditions(string tags, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync("""
            { "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "StringEquals": { "aws:RequestTag/team": "red", "clearbar:Scope": "global", "aws:PrincipalTag/team": "payments" },
                "IpAddress": { "aws:SourceIp": "127.0.0.0/8" } } } }
            """, null);

        using var response = await AskAsync(gateway, "claude-haiku-4-5", null, tags);

        Assert.Equal(expected, response.StatusCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<GatewayHarness> StartAsync(string policy, Action<JsonObject>? configure)
    {
        var store = new KeyStore(Path.Combine(_folder, "keys.json"), null, TimeProvider.System);
        using var document = JsonDocument.Parse(policy);
        _key = store.Create("bot", null, "payments", null, document.RootElement.Clone());
        return await GatewayHarness.StartAsync(config =>
        {
            config["keysFile"] = store.Name;
            configure?.Invoke(config);
        });
    }

    private async Task<HttpResponseMessage> AskAsync(GatewayHarness gateway, string model, string? requestClass = null, string? tags = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages");
        request.Content = JsonContent.Create(new { model, max_tokens = 16, messages = new[] { new { role = "user", content = "hi" } } });
        request.Headers.Add("x-api-key", _key!.ApiKey);
        if (requestClass is not null)
        {
            request.Headers.Add("x-clearbar-class", requestClass);
        }

        if (tags is not null)
        {
            request.Headers.Add("x-clearbar-tags", tags);
        }

        return await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
