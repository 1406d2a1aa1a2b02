using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>One path can belong to several services: which one is meant, which ids and versions it takes, and how it signs its answers.</summary>
public sealed class EmulatedSurfaceTests
{
    private const string Bare = "anthropic.claude-opus-5";
    private const string Profile = "global.anthropic.claude-opus-5";

    [Theory]
    [InlineData(null, Bare, 200, "bedrock")]
    [InlineData(null, Profile, 200, "bedrock")]
    [InlineData("bedrock-runtime.eu-west-1.amazonaws.com", Profile, 200, "bedrock")]
    [InlineData("bedrock-runtime.eu-west-1.amazonaws.com", Bare, 404, "bedrock")]
    [InlineData("bedrock-mantle.eu-west-1.api.aws", Bare, 200, "bedrock-mantle")]
    [InlineData("bedrock-mantle.eu-west-1.api.aws", Profile, 404, "bedrock-mantle")]
    [InlineData("bedrock-mantle.eu-west-1.api.aws", "claude-opus-5", 404, "bedrock-mantle")]
    public async Task The_runtime_and_mantle_reject_each_others_form_of_id(string? host, string model, int status, string surface)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await SendAsync(emulator, "/anthropic/v1/messages", EmulatorClient.Ask(model: model), host);

        Assert.Equal(status, (int)response.StatusCode);
        var row = Assert.Single(emulator.Host.Bill.Rows);
        Assert.Equal((surface, host is null ? "us-east-1" : "eu-west-1", "anthropic"), (row.Surface, row.Region, row.Dialect));
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("request-id")), StringComparison.Ordinal);
        Assert.Equal(36, Assert.Single(response.Headers.GetValues("x-amzn-requestid")).Length);
        if (status == 404)
        {
            Assert.Equal("not_found_error", await ErrorTypeAsync(response));
        }
    }

    [Theory]
    [InlineData("/v1/messages", "2023-06-01", "claude-haiku-4-5", 200)]
    [InlineData("/v1/messages", "2026-10-21", "claude-haiku-4-5", 200)]
    [InlineData("/v1/messages", "2024-01-01", "claude-haiku-4-5", 400)]
    [InlineData("/v1/messages", null, "claude-haiku-4-5", 400)]
    [InlineData("/v1/messages/count_tokens", null, "claude-haiku-4-5", 400)]
    [InlineData("/v1/messages/count_tokens", "1999-01-01", "claude-haiku-4-5", 400)]
    [InlineData("/anthropic/v1/messages", "2026-10-21", Profile, 200)]
    [InlineData("/anthropic/v1/messages", "2026-10-21", EmulatorClient.HaikuOnBedrock, 400)]
    [InlineData("/anthropic/v1/messages", "2023-06-01", EmulatorClient.HaikuOnBedrock, 200)]
    public async Task The_API_version_is_required_and_must_be_known(string path, string? version, string model, int status)
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { RequireVersion = true });

        using var response = await SendAsync(emulator, path, EmulatorClient.Ask(model: model), version: version);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 400)
        {
            var error = (await EmulatorClient.JsonAsync(response)).GetProperty("error");
            Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
            Assert.StartsWith("anthropic-version: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_newest_version_takes_no_sampling_fields()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.Ask();
        ask["temperature"] = 0.5;

        using var old = await SendAsync(emulator, "/v1/messages", ask, version: "2023-06-01");
        using var newest = await SendAsync(emulator, "/v1/messages", ask, version: "2026-10-21");

        Assert.Equal((200, 400), ((int)old.StatusCode, (int)newest.StatusCode));
    }

    [Theory]
    [InlineData("wrkspc_1", 200)]
    [InlineData(null, 400)]
    public async Task Claude_Platform_on_AWS_needs_a_workspace(string? workspace, int status)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await SendAsync(
            emulator, "/v1/messages", EmulatorClient.Ask(), "aws-external-anthropic.us-west-2.api.aws", workspace: workspace);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Single(response.Headers.GetValues("x-amzn-requestid"));
        var row = Assert.Single(emulator.Host.Bill.Rows);
        Assert.Equal(("claude-platform-aws", "us-west-2"), (row.Surface, row.Region));
    }

    [Theory]
    [InlineData("authorization", "Bearer k", null, true)]
    [InlineData("authorization", "Bearer k", "2023-06-01", false)]
    [InlineData("x-api-key", "k", null, false)]
    [InlineData("accept", "*/*", null, false)]
    public async Task The_list_of_models_takes_the_form_of_the_client_that_asks(string header, string value, string? version, bool openAi)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var list = await GetAsync(emulator, "/v1/models", header, value, version);
        var one = await GetAsync(emulator, "/v1/models/claude-opus-5", header, value, version);

        Assert.Equal(openAi, list.TryGetProperty("object", out _));
        Assert.Equal(openAi ? "clearbar-emulator" : null, one.TryGetProperty("owned_by", out var owner) ? owner.GetString() : null);
        Assert.Contains("emulat", list.GetProperty("data")[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_ids_of_the_control_plane_keep_to_the_service_models_limits()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var models = await GetAsync(emulator, "/foundation-models", "accept", "*/*", null);
        var profiles = await GetAsync(emulator, "/inference-profiles", "accept", "*/*", null);

        // AWS service model, bedrock 2026-07-31: BrandedName 1 to 20 characters; InferenceProfileName 1 to 64 of letters, digits, '-', '_', ' '.
        Assert.All(models.GetProperty("modelSummaries").EnumerateArray(), model =>
            Assert.InRange(model.GetProperty("modelName").GetString()!.Length, 1, 20));
        Assert.All(profiles.GetProperty("inferenceProfileSummaries").EnumerateArray(), profile =>
            Assert.Matches("^([0-9a-zA-Z][ _-]?){1,64}$", profile.GetProperty("inferenceProfileName").GetString()!));
    }

    [Theory]
    [InlineData("/inference-profiles?maxResults=0")]
    [InlineData("/inference-profiles?nextToken=x")]
    public async Task Paging_out_of_range_is_a_ValidationException(string path)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("ValidationException", Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        EmulatorClient emulator, string path, JsonNode body, string? host = null, string? version = "2023-06-01", string? workspace = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString()) };
        request.Headers.Add("x-api-key", "k");
        request.Headers.Host = host;
        foreach (var (name, value) in new[] { ("anthropic-version", version), ("anthropic-workspace-id", workspace) })
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }

        return await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> GetAsync(EmulatorClient emulator, string path, string header, string value, string? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        if (version is not null)
        {
            request.Headers.Add("anthropic-version", version);
        }

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await EmulatorClient.JsonAsync(response);
    }

    private static async Task<string?> ErrorTypeAsync(HttpResponseMessage response) =>
        (await EmulatorClient.JsonAsync(response)).GetProperty("error").GetProperty("type").GetString();
}
