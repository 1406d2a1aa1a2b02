using System.Security.Cryptography;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Wire;
using Clearbar.Wire.Tests.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Tests.Keys;

/// <summary>Who gets in, by which credential, and what the others are told.</summary>
public sealed class AuthenticatorTests : IDisposable
{
    private const string Target = "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/converse";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = "{\"messages\":[]}"u8.ToArray();

    private static readonly KeyRing Configured = new(
    [
        new KeyOptions("team-a", SHA256.HashData("cb-key-a"u8)),
        new KeyOptions("team-b", SHA256.HashData("cb-key-b"u8)),
    ]);

    private readonly KeyFolder _folder = new(Now);

    [Fact]
    public void Without_keys_everyone_is_anonymous()
    {
        var authenticator = _folder.Authenticator();

        Assert.True(authenticator.TryAuthenticate(Request("POST", Target, []), new KeyRing([]), out var caller, out _, out _));
        Assert.Equal("anonymous", caller.KeyId);
    }

    [Fact]
    public void Revoking_the_last_key_does_not_open_the_door()
    {
        _folder.Store.Create("only", null, null, null);
        _folder.Store.Revoke("only");
        var authenticator = _folder.Authenticator();

        Assert.False(authenticator.TryAuthenticate(Request("POST", Target, []), new KeyRing([]), out _, out _, out var refusal));
        Assert.Equal("MissingAuthenticationTokenException", refusal.AwsErrorName);
    }

    [Theory]
    [InlineData("x-api-key", "cb-key-b")]
    [InlineData("Authorization", "Bearer cb-key-b")]
    [InlineData("Authorization", "bearer cb-key-b")]
    public void A_configured_key_is_found_in_either_header(string header, string value)
    {
        Assert.True(Try(_folder.Authenticator(), out var caller, out _, (header, value)));
        Assert.Equal("team-b", caller);
    }

    [Theory]
    [InlineData("x-api-key", "cb-key-c", "not known", "UnrecognizedClientException")]
    [InlineData("x-api-key", "", "no gateway key", "MissingAuthenticationTokenException")]
    [InlineData("Authorization", "Basic YTpi", "no gateway key", "MissingAuthenticationTokenException")]
    [InlineData("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/us-east-1/bedrock/aws4_request", "X-Amz-Date", "IncompleteSignatureException")]
    [InlineData("Authorization", "Bearer bedrock-api-key-AAAA", "short-term key", "UnrecognizedClientException")]
    public void Anything_else_is_refused_and_says_what_to_send(string header, string value, string says, string exception)
    {
        Assert.False(Try(_folder.Authenticator(), out _, out var refusal, (header, value)));
        Assert.Contains(says, refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(exception, refusal.AwsErrorName);
        Assert.Equal(ErrorKind.Authentication, refusal.Kind);
    }

    [Theory]
    [InlineData("Bearer cb-key-b")]
    [InlineData("AWS4-HMAC-SHA256 Credential=x")]
    public void Two_different_credentials_are_refused(string authorization)
    {
        Assert.False(Try(_folder.Authenticator(), out _, out var refusal, ("x-api-key", "cb-key-a"), ("Authorization", authorization)));
        Assert.Contains("different keys", refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_any_length_and_script_never_throws()
    {
        var authenticator = _folder.Authenticator();
        foreach (var key in (string[])["é", new string('x', 512), new string('€', 512), new string('x', 100_000), "\0"])
        {
            Assert.False(Try(authenticator, out _, out var refusal, ("x-api-key", key)));
            Assert.DoesNotContain(key, refusal!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_issued_API_key_is_known_until_it_is_revoked_or_rotated()
    {
        var first = _folder.Store.Create("ci", null, null, null);
        Assert.True(Try(_folder.Authenticator(), out var caller, out _, ("x-api-key", first.ApiKey)));
        Assert.Equal("ci", caller);

        var second = _folder.Store.Rotate("ci");
        Assert.False(Try(_folder.Authenticator(), out _, out _, ("x-api-key", first.ApiKey)));
        Assert.True(Try(_folder.Authenticator(), out _, out _, ("x-api-key", second.ApiKey)));

        _folder.Store.Revoke("ci");
        Assert.False(Try(_folder.Authenticator(), out _, out _, ("x-api-key", second.ApiKey)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_signature_of_an_issued_access_key_is_verified_with_and_without_a_stated_payload_hash(bool statePayload)
    {
        var key = _folder.Store.Create("sdk", null, null, null);
        var http = Signed(key.Stored.AccessKeyId, key.SecretAccessKey, statePayload);

        Assert.True(_folder.Authenticator().TryAuthenticate(http, Configured, out var caller, out var payload, out _));
        Assert.Equal("sdk", caller.KeyId);
        Assert.Null(payload!.Refuse(Body));
        Assert.Equal("InvalidSignatureException", payload.Refuse("another body"u8)?.AwsErrorName);
    }

    [Fact]
    public void A_wrong_secret_is_refused_before_the_body_is_read_where_the_client_states_its_hash()
    {
        var key = _folder.Store.Create("sdk", null, null, null);

        Assert.False(_folder.Authenticator().TryAuthenticate(
            Signed(key.Stored.AccessKeyId, "wrong", statePayload: true), Configured, out _, out _, out var refusal));
        Assert.Equal("InvalidSignatureException", refusal.AwsErrorName);
        Assert.True(_folder.Authenticator().TryAuthenticate(
            Signed(key.Stored.AccessKeyId, "wrong", statePayload: false), Configured, out _, out var payload, out _));
        Assert.Equal("InvalidSignatureException", payload!.Refuse(Body)?.AwsErrorName);
    }

    [Fact]
    public void An_access_key_of_AWS_is_not_known_here()
    {
        Assert.False(_folder.Authenticator().TryAuthenticate(Signed("AKIDEXAMPLE", "s", true), Configured, out _, out _, out var refusal));
        Assert.Equal("UnrecognizedClientException", refusal.AwsErrorName);
        Assert.Contains("clearbar keys create", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_captured_request_is_refused_after_five_minutes()
    {
        var key = _folder.Store.Create("sdk", null, null, null);
        var http = Signed(key.Stored.AccessKeyId, key.SecretAccessKey, statePayload: true);
        _folder.Clock.Now = Now.AddSeconds(301);

        Assert.False(_folder.Authenticator().TryAuthenticate(http, Configured, out _, out _, out var refusal));
        Assert.Equal("InvalidSignatureException", refusal.AwsErrorName);
        Assert.Contains("expired", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_for_another_service_is_refused()
    {
        var key = _folder.Store.Create("sdk", null, null, null);

        Assert.False(_folder.Authenticator().TryAuthenticate(
            Signed(key.Stored.AccessKeyId, key.SecretAccessKey, true, "s3"), Configured, out _, out _, out var refusal));
        Assert.Contains("correct service", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_presigned_request_is_verified_until_it_expires()
    {
        var key = _folder.Store.Create("sdk", null, null, null);
        var http = Request("POST", new TestSigner(key.Stored.AccessKeyId, key.SecretAccessKey, Now).Presign("POST", Target, "gateway", Body, 60), [("Host", "gateway")]);

        Assert.True(_folder.Authenticator().TryAuthenticate(http, Configured, out var caller, out var payload, out _));
        Assert.Equal("sdk", caller.KeyId);
        Assert.Null(payload!.Refuse(Body));
        Assert.NotNull(payload.Refuse("x"u8));
        _folder.Clock.Now = Now.AddSeconds(60);
        Assert.False(_folder.Authenticator().TryAuthenticate(http, Configured, out _, out _, out var refusal));
        Assert.Equal("ExpiredTokenException", refusal.AwsErrorName);
    }

    [Fact]
    public void A_short_term_key_made_from_an_issued_access_key_is_verified_until_it_expires()
    {
        var key = _folder.Store.Create("sdk", null, null, null);
        var token = new TestSigner(key.Stored.AccessKeyId, key.SecretAccessKey, Now).ShortTermKey(3600);

        Assert.True(Try(_folder.Authenticator(), out var caller, out _, ("Authorization", "Bearer " + token)));
        Assert.Equal("sdk", caller);
        var forged = new TestSigner(key.Stored.AccessKeyId, "wrong", Now).ShortTermKey(3600);
        Assert.False(Try(_folder.Authenticator(), out _, out var forgery, ("Authorization", "Bearer " + forged)));
        Assert.Equal("InvalidSignatureException", forgery!.AwsErrorName);
        _folder.Clock.Now = Now.AddHours(1);
        Assert.False(Try(_folder.Authenticator(), out _, out var refusal, ("Authorization", "Bearer " + token)));
        Assert.Equal("ExpiredTokenException", refusal!.AwsErrorName);
    }

    public void Dispose() => _folder.Dispose();

    private static bool Try(Authenticator authenticator, out string? caller, out GatewayError? refusal, params (string Name, string Value)[] headers)
    {
        var known = authenticator.TryAuthenticate(Request("POST", Target, headers), Configured, out var found, out var payload, out refusal);
        Assert.Null(payload);
        caller = found?.KeyId;
        return known;
    }

    private static DefaultHttpContext Signed(string accessKeyId, string secret, bool statePayload, string service = "bedrock")
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = "gateway", ["content-type"] = "application/json" };
        new TestSigner(accessKeyId, secret, Now, service).Sign("POST", Target, headers, Body, statePayload);
        return Request("POST", Target, [.. headers.Select(static header => (header.Key, header.Value))]);
    }

    private static DefaultHttpContext Request(string method, string target, (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        foreach (var (name, value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        return http;
    }
}
