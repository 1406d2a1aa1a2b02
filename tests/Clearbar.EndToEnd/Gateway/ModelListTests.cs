using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Which vendor's list a client gets at <c>/v1/models</c>, and what the control plane says of models that no deployment serves.</summary>
public sealed class ModelListTests
{
    [Theory]
    [InlineData("/v1/models", "authorization", "Bearer any", null, true)]
    [InlineData("/v1/models", "authorization", "Bearer any", "2023-06-01", false)]
    [InlineData("/v1/models", "x-api-key", "any", null, false)]
    [InlineData("/v1/models", null, null, null, false)]
    [InlineData("/openai/v1/models", "x-api-key", "any", null, true)]
    [InlineData("/openai/v1/models", null, null, null, true)]
    public async Task The_form_of_the_list_follows_the_clients_headers(string path, string? header, string? value, string? version, bool openAi)
    {
        await using var gateway = await GatewayHarness.StartAsync();

        var list = await GetAsync(gateway, path, 200, header, value, version);

        var first = list.GetProperty("data")[0];
        Assert.Equal(openAi, list.TryGetProperty("object", out var kind) && kind.GetString() == "list");
        Assert.Equal(!openAi, list.TryGetProperty("has_more", out _));
        Assert.Equal(openAi ? "anthropic" : null, first.TryGetProperty("owned_by", out var owner) ? owner.GetString() : null);
        var one = await GetAsync(gateway, $"{path}/{first.GetProperty("id").GetString()}", 200, header, value, version);
        Assert.Equal(openAi ? "model" : null, one.TryGetProperty("object", out kind) ? kind.GetString() : null);
        Assert.Equal(first.GetProperty("id").GetString(), one.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_OpenAI_client_that_asks_for_an_unknown_model_is_told_so()
    {
        await using var gateway = await GatewayHarness.StartAsync();

        var error = await GetAsync(gateway, "/openai/v1/models/gpt-9", 404, null, null, null);

        Assert.Contains("not served here", error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/foundation-models/anthropic.claude-opus-5", 200)]
    [InlineData("/inference-profiles/global.anthropic.claude-opus-5", 200)]
    [InlineData("/inference-profiles/us.anthropic.claude-opus-5", 404)]
    [InlineData("/foundation-model-availability/anthropic.claude-opus-5", 200)]
    public async Task Where_another_surface_serves_Bedrocks_clients_the_global_profiles_are_there_and_no_others(string path, int status)
    {
        await using var gateway = await GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(new JsonObject
        {
            ["name"] = "direct",
            ["surface"] = "anthropic-api",
            ["url"] = "http://127.0.0.1:9",
            ["keyFrom"] = "CLEARBAR_TEST_NO_KEY",
        }));

        var answer = await GetAsync(gateway, path, status, null, null, null);

        if (status == 404)
        {
            Assert.Contains("Could not resolve", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("claude-opus-5", answer.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_gateway_of_local_servers_only_offers_Bedrocks_clients_nothing()
    {
        await using var gateway = await GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(new JsonObject
        {
            ["name"] = "local",
            ["surface"] = "openai-compatible",
            ["url"] = "http://127.0.0.1:9",
            ["models"] = new JsonArray(new JsonObject { ["id"] = "qwen3:8b" }),
        }));

        var access = await GetAsync(gateway, "/foundation-model-availability/anthropic.claude-opus-5", 200, null, null, null);
        await GetAsync(gateway, "/foundation-models/anthropic.claude-opus-5", 404, null, null, null);
        var openai = await GetAsync(gateway, "/openai/v1/models", 200, null, null, null);

        Assert.Equal("NOT_AUTHORIZED", access.GetProperty("authorizationStatus").GetString());
        Assert.Equal("qwen3:8b", Assert.Single(openai.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
    }

    private static async Task<JsonElement> GetAsync(
        GatewayHarness gateway, string path, int status, string? header, string? value, string? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        if (version is not null)
        {
            request.Headers.Add("anthropic-version", version);
        }

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, text);
        return JsonElement.Parse(text);
    }
}
