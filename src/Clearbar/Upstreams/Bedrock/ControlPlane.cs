using System.Text;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Asks Bedrock's control plane of a deployment's account and region. Reads only, signed as the deployment's calls are; nothing is retried.
/// </summary>
public sealed class ControlPlane(HttpMessageInvoker http, AwsAuthorization aws)
{
    /// <summary>Largest answer that is read: a page of 1,000 profiles is about 600 KB.</summary>
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <summary>Status and body of a GET.</summary>
    /// <param name="path">Path in the form it has on the wire, each label escaped once.</param>
    /// <param name="query">Unescaped parameters; they are sent in the order a signature needs.</param>
    /// <exception cref="HttpRequestException">Nobody answered, or the answer is too long.</exception>
    public async Task<(int Status, string? ErrorType, byte[] Body)> GetAsync(
        Deployment deployment, string path, IEnumerable<KeyValuePair<string, string>> query, CancellationToken cancellation)
    {
        if (!path.StartsWith('/'))
        {
            throw new ArgumentException("A path begins with a slash.", nameof(path));
        }

        // Put together as text: combining Uris would take a path of "//host" for another host, and egress goes to configured ones only.
        var address = (deployment.ControlPlane ?? BedrockRegions.ControlPlaneOf(deployment.Region!)).GetLeftPart(UriPartial.Authority);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address + path + Canonical(query)));
        if (await aws.AddAsync(request, ReadOnlyMemory<byte>.Empty, deployment, "bedrock", cancellation) is { } failure)
        {
            throw new HttpRequestException(failure.Message);
        }

        using var response = await http.SendAsync(request, cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if (body.Length + read > MaxAnswerBytes)
            {
                throw new HttpRequestException($"the answer is longer than {MaxAnswerBytes} bytes");
            }

            body.Write(buffer, 0, read);
        }

        var type = response.Headers.TryGetValues("x-amzn-errortype", out var values) ? values.FirstOrDefault() : null;
        return ((int)response.StatusCode, type, body.ToArray());
    }

    // Sorted by name, every reserved character escaped (AWS IAM user guide, "Create a canonical request").
    private static string Canonical(IEnumerable<KeyValuePair<string, string>> query)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in query.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }
}
