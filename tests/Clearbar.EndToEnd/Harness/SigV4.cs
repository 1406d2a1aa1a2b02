using System.Security.Cryptography;
using System.Text;

namespace Clearbar.EndToEnd.Harness;

/// <summary>
/// Recomputes a request's signature from what arrived on the wire, after the AWS documentation ("Create a signed AWS API request") and without
/// any code of the gateway.
/// </summary>
internal static class SigV4
{
    /// <summary>The signature the request should carry.</summary>
    public static string Compute(string rawTarget, IReadOnlyDictionary<string, string> headers, byte[] body, string secret, out string scope)
    {
        var authorization = headers["authorization"];
        var credential = Between(authorization, "Credential=", ",").Split('/', 2);
        scope = credential[1];
        var signed = Between(authorization, "SignedHeaders=", ",");
        var parts = rawTarget.Split('?', 2);
        var path = string.Join('/', parts[0].Split('/').Select(Uri.EscapeDataString));
        var canonical = new StringBuilder($"POST\n{path}\n{(parts.Length > 1 ? parts[1] : "")}\n");
        foreach (var name in signed.Split(';'))
        {
            canonical.Append(name).Append(':').Append(headers[name].Trim()).Append('\n');
        }

        canonical.Append('\n').Append(signed).Append('\n').Append(Hex(SHA256.HashData(body)));
        var toSign = $"AWS4-HMAC-SHA256\n{headers["x-amz-date"]}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    public static string SignatureOf(IReadOnlyDictionary<string, string> headers) => Between(headers["authorization"], "Signature=", ",");

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? text[from..] : text[from..to];
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
