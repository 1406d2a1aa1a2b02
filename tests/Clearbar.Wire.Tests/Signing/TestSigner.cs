using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Clearbar.Wire.Tests.Signing;

/// <summary>
/// A signer written from AWS's description alone, sharing no code with the verifier. Query parameters must be given encoded and sorted.
/// </summary>
internal sealed class TestSigner(string accessKeyId, string secret, DateTimeOffset time, string service = "bedrock")
{
    private readonly string _stamp = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private string Scope => $"{_stamp[..8]}/eu-west-1/{service}/aws4_request";

    /// <summary>Adds x-amz-date, x-amz-content-sha256 (if wanted) and authorization to the headers.</summary>
    public void Sign(string method, string target, SortedDictionary<string, string> headers, byte[] body, bool statePayload)
    {
        headers["x-amz-date"] = _stamp;
        if (statePayload)
        {
            headers["x-amz-content-sha256"] = Hash(body);
        }

        var names = string.Join(';', headers.Keys);
        var signature = Signature(method, target, headers, Hash(body));
        headers["authorization"] = $"AWS4-HMAC-SHA256 Credential={accessKeyId}/{Scope}, SignedHeaders={names}, Signature={signature}";
    }

    /// <summary>A target whose query carries the signature; host is the only signed header.</summary>
    public string Presign(string method, string path, string host, byte[] body, int seconds, string leading = "")
    {
        var credential = Uri.EscapeDataString($"{accessKeyId}/{Scope}");
        var target = $"{path}?{leading}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={_stamp}"
            + string.Create(CultureInfo.InvariantCulture, $"&X-Amz-Expires={seconds}&X-Amz-SignedHeaders=host");
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = host };
        return $"{target}&X-Amz-Signature={Signature(method, target, headers, Hash(body))}";
    }

    /// <summary>What the published token generators make.</summary>
    public string ShortTermKey(int seconds, string action = "CallWithBearerToken")
    {
        const string Host = "bedrock.amazonaws.com";
        var text = Host + Presign("POST", "/", Host, [], seconds, $"Action={action}&") + "&Version=1";
        return "bedrock-api-key-" + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    private string Signature(string method, string target, SortedDictionary<string, string> headers, string payload)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var canonical = new StringBuilder()
            .Append(method).Append('\n')
            .Append(string.Join('/', path.Split('/').Select(Uri.EscapeDataString))).Append('\n')
            .Append(question < 0 ? "" : target[(question + 1)..]).Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(CultureInfo.InvariantCulture, $"{name}:{value}\n");
        }

        canonical.Append('\n').Append(string.Join(';', headers.Keys)).Append('\n').Append(payload);
        var toSign = $"AWS4-HMAC-SHA256\n{_stamp}\n{Scope}\n{Hash(Encoding.UTF8.GetBytes(canonical.ToString()))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in Scope.Split('/').Append(toSign))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(key);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
