using System.Net;
using System.Text;
using Clearbar.Wire.Tests.Signing;

namespace Clearbar.EndToEnd.Identity;

/// <summary>Signed requests over HTTP/1.1 from a signer of our own, as botocore sends them: no payload hash in a header.</summary>
public sealed class SignedHttpTests
{
    private const string Path = "/model/global.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":[{"text":"Grüße"}]}],"inferenceConfig":{"maxTokens":20}}""");

    [Fact]
    public async Task A_signed_request_without_a_stated_hash_is_served_and_the_ledger_knows_whose_it_was()
    {
        await using var gateway = await IssuingGateway.StartAsync();

        using var response = await SendAsync(gateway, Path, Body, Sign(gateway, gateway.Key.SecretAccessKey, statePayload: false));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("sdk", Assert.Single(await gateway.Harness.LedgerAsync()).KeyId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_exchanged_on_the_way_is_refused_and_costs_nothing(bool statePayload)
    {
        await using var gateway = await IssuingGateway.StartAsync();
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace("Grüße", "Gruesse", StringComparison.Ordinal));

        using var response = await SendAsync(gateway, Path, other, Sign(gateway, gateway.Key.SecretAccessKey, statePayload));

        await AssertRefusedAsync(response, "InvalidSignatureException");
        Assert.Empty(await gateway.Harness.LedgerAsync());
    }

    [Fact]
    public async Task A_request_signed_for_another_model_is_refused()
    {
        await using var gateway = await IssuingGateway.StartAsync();
        var headers = Sign(gateway, gateway.Key.SecretAccessKey, statePayload: true);

        using var response = await SendAsync(gateway, Path.Replace("haiku-4-5-20251001-v1%3A0", "opus-5", StringComparison.Ordinal), Body, headers);

        await AssertRefusedAsync(response, "InvalidSignatureException");
    }

    [Fact]
    public async Task A_presigned_request_is_served()
    {
        await using var gateway = await IssuingGateway.StartAsync();
        var signer = new TestSigner(gateway.Key.Stored.AccessKeyId, gateway.Key.SecretAccessKey, TimeProvider.System.GetUtcNow());
        var target = signer.Presign("POST", Path, gateway.Harness.Address.Authority, Body, 60);

        using var response = await SendAsync(gateway, target, Body, []);
        using var changed = await SendAsync(gateway, target.Replace("Expires=60", "Expires=61", StringComparison.Ordinal), Body, []);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await AssertRefusedAsync(changed, "InvalidSignatureException");
    }

    [Fact]
    public async Task A_request_without_credentials_is_told_so_in_the_dialect_it_speaks()
    {
        await using var gateway = await IssuingGateway.StartAsync();

        using var bedrock = await SendAsync(gateway, Path, Body, []);
        using var anthropic = await SendAsync(gateway, "/v1/messages", Body, []);

        await AssertRefusedAsync(bedrock, "MissingAuthenticationTokenException");
        Assert.Equal(HttpStatusCode.Unauthorized, anthropic.StatusCode);
        Assert.Contains("authentication_error", await anthropic.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string exception)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(exception, Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
        Assert.StartsWith("{\"message\":", body, StringComparison.Ordinal);
    }

    private static SortedDictionary<string, string> Sign(IssuingGateway gateway, string secret, bool statePayload)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = gateway.Harness.Address.Authority };
        new TestSigner(gateway.Key.Stored.AccessKeyId, secret, TimeProvider.System.GetUtcNow()).Sign("POST", Path, headers, Body, statePayload);
        return headers;
    }

    private static async Task<HttpResponseMessage> SendAsync(IssuingGateway gateway, string target, byte[] body, SortedDictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Harness.Address, target));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await gateway.Harness.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
