using System.Security.Cryptography;
using System.Text;
using Clearbar.Configuration;
using Clearbar.Keys;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Tests.Keys;

public sealed class KeyRingTests
{
    private static readonly KeyRing Ring = new(
    [
        new KeyOptions("team-a", SHA256.HashData("cb-key-a"u8)),
        new KeyOptions("team-b", SHA256.HashData("cb-key-b"u8)),
    ]);

    [Fact]
    public void Without_keys_everyone_is_anonymous()
    {
        Assert.True(new KeyRing([]).TryAuthenticate(new HeaderDictionary(), out var caller, out _));
        Assert.Equal("anonymous", caller.KeyId);
    }

    [Theory]
    [InlineData("x-api-key", "cb-key-b")]
    [InlineData("Authorization", "Bearer cb-key-b")]
    [InlineData("Authorization", "bearer cb-key-b")]
    public void A_known_key_is_found_in_either_header(string header, string value)
    {
        Assert.True(Ring.TryAuthenticate(new HeaderDictionary { [header] = value }, out var caller, out _));
        Assert.Equal("team-b", caller.KeyId);
    }

    [Theory]
    [InlineData("x-api-key", "cb-key-c", "not known")]
    [InlineData("x-api-key", "", "no gateway key")]
    [InlineData("Authorization", "Basic YTpi", "no gateway key")]
    [InlineData("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/us-east-1/bedrock/aws4_request", "AWS_BEARER_TOKEN_BEDROCK")]
    public void Anything_else_is_refused_and_says_what_to_send(string header, string value, string says)
    {
        Assert.False(Ring.TryAuthenticate(new HeaderDictionary { [header] = value }, out _, out var problem));
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_different_keys_are_refused()
    {
        var headers = new HeaderDictionary { ["x-api-key"] = "cb-key-a", ["Authorization"] = "Bearer cb-key-b" };

        Assert.False(Ring.TryAuthenticate(headers, out _, out var problem));
        Assert.Contains("different keys", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_any_length_and_script_never_throws()
    {
        foreach (var key in (string[])["é", new string('x', 512), new string('€', 512), new string('x', 100_000), "\0"])
        {
            Assert.False(Ring.TryAuthenticate(new HeaderDictionary { ["x-api-key"] = key }, out _, out var problem));
            Assert.DoesNotContain(key, problem, StringComparison.Ordinal);
        }

        Assert.Equal(512 * 3, Encoding.UTF8.GetByteCount(new string('€', 512)));
    }
}
