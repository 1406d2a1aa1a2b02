using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Identity;

/// <summary>Routes that cost nothing need a key like every other.</summary>
public sealed class FreeRouteTests
{
    private const string Key = "cb-test-key";

    [Theory]
    [InlineData("GET", "/v1/models")]
    [InlineData("GET", "/v1/models/claude-opus-5")]
    [InlineData("GET", "/foundation-models")]
    [InlineData("GET", "/inference-profiles")]
    [InlineData("POST", "/v1/messages/count_tokens")]
    [InlineData("POST", "/model/anthropic.claude-opus-5/count-tokens")]
    public async Task A_stranger_is_refused_and_a_key_is_let_in(string method, string path)
    {
        await using var gateway = await GatewayHarness.StartAsync(static config => config["keys"] = new JsonArray(
            new JsonObject { ["id"] = "team-a", ["sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key))) }));

        Assert.Contains((int)await StatusAsync(gateway, method, path, null), (int[])[401, 403]);
        Assert.Contains((int)await StatusAsync(gateway, method, path, "wrong"), (int[])[401, 403]);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, method, path, Key));
        Assert.Empty(await gateway.LedgerAsync());
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayHarness gateway, string method, string path, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            var body = path.StartsWith("/v1", StringComparison.Ordinal)
                ? """{"model":"claude-opus-5","messages":[{"role":"user","content":"hi"}]}"""
                : """{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"hi"}]}]}}}""";
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
