using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearbar.Wire.Signing;

namespace Clearbar.Wire.Tests.Signing;

/// <summary>Requests that real clients signed, and the same after someone changed them.</summary>
public sealed class SdkRequestTests
{
    private static readonly JsonElement File = Vector.Json("sigv4/sdk-requests.json");
    private static readonly DateTimeOffset Clock = File.GetProperty("clock").GetDateTimeOffset();

    public static TheoryData<string> Positive => Names("positive");

    public static TheoryData<string> Negative => Names("negative");

    public static TheoryData<string, string, string> Skew
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var item in File.GetProperty("skew").EnumerateArray())
            {
                cases.Add(item.Text("case"), item.Text("now"), item.Text("expect"));
            }

            return cases;
        }
    }

    [Fact]
    public void All_of_them_are_here()
    {
        Assert.Equal(13, Positive.Count);
        Assert.Equal(7, Negative.Count);
        Assert.Equal(4, Skew.Count);
    }

    [Theory]
    [MemberData(nameof(Positive))]
    public void What_a_real_client_signed_verifies(string name)
    {
        var vector = File.GetProperty("positive").Named(name);
        var request = Request(vector);

        Assert.True(SignatureClaim.TryRead(request, out var claim, out var fault), fault?.Message);
        var canonical = new ArrayBufferWriter<byte>();
        CanonicalRequest.Write(canonical, request, claim, claim.PayloadHash ?? Hash(vector), normalizePath: false);
        Assert.Equal(vector.Text("canonicalRequest"), Encoding.UTF8.GetString(canonical.WrittenSpan));
        Assert.Null(Check(vector, Clock, SignaturePolicy.Default));
    }

    [Theory]
    [MemberData(nameof(Positive))]
    public void A_wrong_secret_is_told_apart_from_nothing_else(string name)
    {
        var vector = File.GetProperty("positive").Named(name);
        var request = Request(vector);
        Assert.True(SignatureClaim.TryRead(request, out var claim, out _));

        var fault = SignatureVerifier.CheckSignature(claim, request, new SigningCredential("AKIDEXAMPLE", "no"), Hash(vector), SignaturePolicy.Default);

        Assert.Equal("InvalidSignatureException", fault!.ErrorName);
        Assert.DoesNotContain(vector.Text("signature"), fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Negative))]
    public void What_was_changed_on_the_way_is_refused(string name)
    {
        var fault = Check(File.GetProperty("negative").Named(name), Clock, SignaturePolicy.Default);

        Assert.NotNull(fault);
        Assert.Contains(fault.ErrorName, (string[])["InvalidSignatureException", "UnrecognizedClientException"]);
    }

    [Fact]
    public void A_changed_body_is_told_from_a_changed_request()
    {
        var negative = File.GetProperty("negative");

        Assert.Equal(SignatureFaultKind.PayloadMismatch, Check(negative.Named("neg-body-byte-flipped"), Clock, SignaturePolicy.Default)?.Kind);
        Assert.Equal(SignatureFaultKind.SignatureMismatch, Check(negative.Named("neg-body-and-hash-replaced"), Clock, SignaturePolicy.Default)?.Kind);
        Assert.Equal(SignatureFaultKind.SignatureMismatch, Check(negative.Named("neg-path-decoded-by-proxy"), Clock, SignaturePolicy.Default)?.Kind);
    }

    /// <summary>The recorded cases stand at AWS's outer bound of 15 minutes.</summary>
    [Theory]
    [MemberData(nameof(Skew))]
    public void The_clock_decides_at_the_outer_bound(string name, string now, string expect)
    {
        var policy = SignaturePolicy.Default with { ClockSkew = TimeSpan.FromMinutes(15) };
        var fault = Check(File.GetProperty("positive").Named(name), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), policy);

        Assert.Equal(expect == "accept", fault is null);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void By_default_five_minutes_either_way_are_allowed(int seconds, bool accepted)
    {
        var fault = Check(File.GetProperty("positive").Named("rt-h2-converse-versioned-id"), Clock.AddSeconds(seconds), SignaturePolicy.Default);

        Assert.Equal(accepted, fault is null);
        Assert.Equal(accepted ? null : SignatureFaultKind.ClockSkew, fault?.Kind);
    }

    [Fact]
    public void A_scope_of_another_service_is_refused()
    {
        var policy = SignaturePolicy.Default with { Services = ["s3"] };

        Assert.Equal(SignatureFaultKind.WrongScope, Check(File.GetProperty("positive").Named("mantle-messages"), Clock, policy)?.Kind);
    }

    private static SignatureFault? Check(JsonElement vector, DateTimeOffset now, SignaturePolicy policy)
    {
        var request = Request(vector);
        if (!SignatureClaim.TryRead(request, out var claim, out var fault))
        {
            return fault;
        }

        var credentials = File.GetProperty("credentials");
        var token = claim.SessionToken is null ? null : credentials.Text("sessionToken");
        var credential = new SigningCredential(credentials.Text("accessKeyId"), credentials.Text("secretAccessKey"), token);
        return SignatureVerifier.CheckTerms(claim, credential, policy, now)
            ?? SignatureVerifier.CheckSignature(claim, request, credential, Hash(vector), policy)
            ?? SignatureVerifier.CheckPayload(claim, Hash(vector));
    }

    private static SignableRequest Request(JsonElement vector)
    {
        var headers = new VectorHeaders();
        foreach (var header in vector.GetProperty("headers").EnumerateObject())
        {
            headers.Add(header.Name, header.Value.GetString()!);
        }

        return new SignableRequest(vector.Text("method"), vector.Text("target"), headers);
    }

    private static string Hash(JsonElement vector)
    {
        Assert.Equal("base64", vector.Text("bodyEncoding"));
        return Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(vector.Text("body"))));
    }

    private static TheoryData<string> Names(string group)
    {
        var names = new TheoryData<string>();
        foreach (var vector in File.GetProperty(group).EnumerateArray())
        {
            names.Add(vector.Text("name"));
        }

        return names;
    }
}
