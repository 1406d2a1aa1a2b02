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
    [InlineData("/foundation-models/anthropic.claude-opus-5", 404)]
    [InlineData("/inference-profiles/global.anthropic.claude-opus-5", 404)]
    [InlineData("/foundation-model-availability/anthropic.claude-opus-5", 200)]
    public async Task Without_a_Bedrock_deployment_the_control_plane_says_that_nothing_is_available(string path, int status)
    {
        await using var gateway = await GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(new JsonObject
        {
            ["name"] = "direct",
            ["surface"] = "anthropic-api",
            ["url"] = "http://127.0.0.1:9",
            ["keyFrom"] = "CLEARBAR_TEST_NO_KEY",
        }));

        var answer = await GetAsync(gateway, path, status, null, null, null);

        if (status == 200)
        {
            Assert.Equal("NOT_AUTHORIZED", answer.GetProperty("authorizationStatus").GetString());
            Assert.Equal("NOT_AVAILABLE", answer.GetProperty("agreementAvailability").GetProperty("status").GetString());
            Assert.Equal("NOT_AVAILABLE", answer.GetProperty("regionAvailability").GetString());
        }
        else
        {
            Assert.Contains("Could not resolve", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
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
