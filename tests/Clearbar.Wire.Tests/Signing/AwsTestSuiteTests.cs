using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Clearbar.Wire.Signing;

namespace Clearbar.Wire.Tests.Signing;

/// <summary>AWS's own signing test suite, header and query form.</summary>
public sealed class AwsTestSuiteTests
{
    private const string Suite = "sigv4/aws-c-auth-suite/";

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "Vectors", Suite)).Order(StringComparer.Ordinal))
            {
                cases.Add(Path.GetFileName(folder), "header");
                cases.Add(Path.GetFileName(folder), "query");
            }

            return cases;
        }
    }

    [Fact]
    public void The_suite_is_whole() => Assert.Equal(19 * 2, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_request_of_the_suite_verifies(string name, string form)
    {
        var context = Vector.Json($"{Suite}{name}/context.json");
        var (request, body) = Parse(Vector.Bytes($"{Suite}{name}/{form}-signed-request.txt"));
        var policy = new SignaturePolicy { NormalizePath = context.GetProperty("normalize").GetBoolean() };
        var credentials = context.GetProperty("credentials");
        var token = credentials.TryGetProperty("token", out var member) ? member.GetString() : null;
        var credential = new SigningCredential(credentials.Text("access_key_id"), credentials.Text("secret_access_key"), token);
        var now = context.GetProperty("timestamp").GetDateTimeOffset();

        Assert.True(SignatureClaim.TryRead(request, out var claim, out var fault), fault?.Message);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var canonical = new ArrayBufferWriter<byte>();
        CanonicalRequest.Write(canonical, request, claim, claim.PayloadHash ?? hash, policy.NormalizePath);
        Assert.Equal(Encoding.UTF8.GetString(Vector.Bytes($"{Suite}{name}/{form}-canonical-request.txt")), Encoding.UTF8.GetString(canonical.WrittenSpan));
        Assert.Null(SignatureVerifier.CheckTerms(claim, credential, policy, now));
        Assert.Null(SignatureVerifier.CheckSignature(claim, request, credential, hash, policy));
        Assert.Null(SignatureVerifier.CheckPayload(claim, hash));

        var wrong = new SigningCredential(credential.AccessKeyId, "another secret", token);
        Assert.Equal(SignatureFaultKind.SignatureMismatch, SignatureVerifier.CheckSignature(claim, request, wrong, hash, policy)?.Kind);
    }

    /// <summary>Grammar: request line LF, headers "name:value" LF, empty line, body.</summary>
    private static (SignableRequest Request, byte[] Body) Parse(byte[] file)
    {
        var text = Encoding.UTF8.GetString(file);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..end].Split('\n');
        var method = lines[0][..lines[0].IndexOf(' ', StringComparison.Ordinal)];
        var target = lines[0][(method.Length + 1)..lines[0].LastIndexOf(" HTTP/", StringComparison.Ordinal)];
        var headers = new VectorHeaders();
        foreach (var line in lines[1..])
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(line[..colon], line[(colon + 1)..]);
        }

        return (new SignableRequest(method, target, headers), Encoding.UTF8.GetBytes(text[(end + 2)..]));
    }
}
