using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Clearbar.Wire.Signing;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Signs a request with AWS Signature Version 4 ("Create a signed AWS API request", AWS IAM user guide).
/// <code>
/// canonical-request = method LF path LF query LF 1*( name ":" value LF ) LF signed-headers LF hex(sha256(body))
/// string-to-sign    = "AWS4-HMAC-SHA256" LF time LF date "/" region "/" service "/aws4_request" LF hex(sha256(canonical-request))
/// </code>
/// The path is each segment as it stands on the wire, encoded once more: <c>%3A</c> becomes <c>%253A</c> (every service but S3).
/// </summary>
public static class RequestSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the headers of a signature. Method, address and content type must not change afterwards; other headers may. A query must be in canonical form already.</summary>
    /// <param name="service">The service's name in the credential scope: <c>bedrock</c>, <c>bedrock-mantle</c>, <c>aws-external-anthropic</c>.</param>
    public static void Sign(
        HttpRequestMessage request, ReadOnlySpan<byte> body, ImmutableCredentials credentials, string region, string service, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = Hex(SHA256.HashData(body));
        var headers = request.Headers;
        Replace(headers, "x-amz-date", time);
        Replace(headers, "x-amz-content-sha256", hash);
        if (credentials.UseToken)
        {
            Replace(headers, "x-amz-security-token", credentials.Token);
        }

        var uri = request.RequestUri!;
        var type = request.Content?.Headers.ContentType?.ToString();
        var names = (type is null ? "" : "content-type;") + "host;x-amz-content-sha256;x-amz-date" + (credentials.UseToken ? ";x-amz-security-token" : "");
        var canonical = new StringBuilder(request.Method.Method).Append('\n')
            .Append(CanonicalPath(uri.AbsolutePath)).Append('\n')
            .Append(uri.Query.TrimStart('?')).Append('\n');
        if (type is not null)
        {
            canonical.Append("content-type:").Append(type).Append('\n');
        }

        canonical
            .Append("host:").Append(uri.Authority).Append('\n')
            .Append("x-amz-content-sha256:").Append(hash).Append('\n')
            .Append("x-amz-date:").Append(time).Append('\n');
        if (credentials.UseToken)
        {
            canonical.Append("x-amz-security-token:").Append(credentials.Token).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(hash);
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var signature = Hex(HMACSHA256.HashData(
            SigningCredential.SigningKey(credentials.SecretKey, time[..8], region, service), Encoding.UTF8.GetBytes(toSign)));
        Replace(headers, "authorization", $"{Algorithm} Credential={credentials.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static string CanonicalPath(string wirePath)
    {
        var segments = wirePath.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = Uri.EscapeDataString(segments[i]);
        }

        return string.Join('/', segments);
    }

    private static void Replace(HttpRequestHeaders headers, string name, string value)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
