using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Clearbar.Wire.Tests.Signing;

/// <summary>
/// A signer written from AWS's description alone, sharing no code with the verifier. Signs a request whose query parameters are given already
/// encoded and sorted.
/// </summary>
internal static class TestSigner
{
    public static readonly DateTimeOffset Time = new(2026, 11, 2, 3, 4, 5, TimeSpan.Zero);
    private const string Stamp = "20261102T030405Z";

    /// <summary>Adds x-amz-date, x-amz-content-sha256 (if wanted) and authorization to the headers.</summary>
    public static void Sign(string method, string target, SortedDictionary<string, string> headers, byte[] body, string secret, bool statePayload)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        headers["x-amz-date"] = Stamp;
        if (statePayload)
        {
            headers["x-amz-content-sha256"] = hash;
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];
        var canonical = new StringBuilder().Append(method).Append('\n').Append(string.Join('/', path.Split('/').Select(Uri.EscapeDataString))).Append('\n').Append(query).Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(CultureInfo.InvariantCulture, $"{name}:{value}\n");
        }

        var names = string.Join(';', headers.Keys);
        canonical.Append('\n').Append(names).Append('\n').Append(hash);
        const string Scope = "20261102/eu-west-1/bedrock/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{Stamp}\n{Scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (string[])["20261102", "eu-west-1", "bedrock", "aws4_request", toSign])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        headers["authorization"] = $"AWS4-HMAC-SHA256 Credential=AKTEST/{Scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(key)}";
    }
}
