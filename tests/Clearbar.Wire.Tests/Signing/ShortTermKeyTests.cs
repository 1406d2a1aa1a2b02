using System.Text;
using System.Text.Json;
using Clearbar.Wire.Signing;

namespace Clearbar.Wire.Tests.Signing;

/// <summary>Short-term Bedrock API keys, checked offline.</summary>
public sealed class ShortTermKeyTests
{
    private static readonly JsonElement File = Vector.Json("sigv4/bearer-keys.json");
    private static readonly DateTimeOffset Clock = File.GetProperty("clock").GetDateTimeOffset();

    [Fact]
    public void Keys_made_by_the_published_generators_verify_until_they_expire()
    {
        var seen = 0;
        foreach (var vector in File.GetProperty("positive").EnumerateArray())
        {
            seen++;
            var end = vector.GetProperty("validUntil").GetDateTimeOffset();
            Assert.Null(Check(vector.Text("token"), Clock));
            Assert.Null(Check(vector.Text("token"), end.AddSeconds(-1)));
            Assert.Equal("ExpiredTokenException", Check(vector.Text("token"), end)?.ErrorName);
            Assert.Equal(SignatureFaultKind.ClockSkew, Check(vector.Text("token"), Clock.AddMinutes(-6))?.Kind);
        }

        Assert.Equal(2, seen);
    }

    [Fact]
    public void Tampered_keys_are_refused()
    {
        var tampered = File.GetProperty("negative").EnumerateArray().Select(vector => Check(vector.Text("token"), Clock)).ToList();

        Assert.Equal(2, tampered.Count);
        Assert.All(tampered, fault => Assert.NotNull(fault));
    }

    [Fact]
    public void No_byte_of_what_is_signed_can_change()
    {
        var vector = File.GetProperty("positive")[0];
        var decoded = Encoding.UTF8.GetBytes(vector.Text("decoded"));
        for (var i = 0; i < decoded.Length; i++)
        {
            var changed = (byte[])decoded.Clone();
            changed[i] ^= 1;
            Assert.True(Check("bedrock-api-key-" + Convert.ToBase64String(changed), Clock) is not null, $"byte {i} was changed and nobody noticed");
        }
    }

    [Fact]
    public void Only_the_action_of_bearer_keys_makes_one()
    {
        var signer = new TestSigner("AKIDEXAMPLE", File.GetProperty("credentials").Text("secretAccessKey"), Clock);

        Assert.Null(Check(signer.ShortTermKey(3600), Clock));
        Assert.NotNull(Check(signer.ShortTermKey(3600, "ListUsers"), Clock));
        Assert.NotNull(Check(signer.ShortTermKey(43_201), Clock));
    }

    [Theory]
    [InlineData("bedrock-api-key-")]
    [InlineData("bedrock-api-key-!!!!")]
    [InlineData("bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz8=")]
    [InlineData("ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl")]
    public void What_is_no_short_term_key_is_not_read(string token) => Assert.False(ShortTermKey.TryRead(token, out _));

    private static SignatureFault? Check(string token, DateTimeOffset now)
    {
        if (!ShortTermKey.TryRead(token, out var key))
        {
            return new SignatureFault(SignatureFaultKind.Incomplete, "not a key");
        }

        if (!SignatureClaim.TryRead(key.Request, out var claim, out var fault))
        {
            return fault;
        }

        var credentials = File.GetProperty("credentials");
        var token1 = claim.SessionToken is null ? null : credentials.Text("sessionToken");
        var credential = new SigningCredential(credentials.Text("accessKeyId"), credentials.Text("secretAccessKey"), token1);
        return claim.AccessKeyId == credential.AccessKeyId
            ? SignatureVerifier.CheckShortTermKey(key, claim, credential, SignaturePolicy.Default, now)
            : new SignatureFault(SignatureFaultKind.UnknownCredential, "unknown");
    }
}
