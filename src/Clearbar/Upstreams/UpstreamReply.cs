using System.Net;

namespace Clearbar.Upstreams;

/// <summary>The upstream has begun to answer: status and headers are known, the body is read by the relay. Disposing it frees the connection.</summary>
public sealed class UpstreamReply : IDisposable
{
    private readonly HttpResponseMessage _response;

    public UpstreamReply(HttpResponseMessage response, Stream body)
    {
        _response = response;
        Body = body;
        Status = (int)response.StatusCode;
        ContentLength = response.Content.Headers.ContentLength;
        ContentType = response.Content.Headers.ContentType?.ToString();
    }

    /// <summary>The upstream's status, or its twin in the dialect the reply was brought into.</summary>
    public int Status { get; init; }

    /// <summary>The upstream's own status.</summary>
    public int UpstreamStatus => (int)_response.StatusCode;

    public bool IsSuccess => _response.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;

    public Stream Body { get; }

    /// <summary>What watches over the call; freed with the reply.</summary>
    public CallWatch? Watch { get; set; }

    /// <summary>Null when the upstream does not say (chunked, streamed).</summary>
    public long? ContentLength { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The upstream's own id of this call, whatever its surface calls it.</summary>
    public string? RequestId => Header("request-id") ?? Header("x-amzn-requestid");

    public bool IsEmulated => Header("x-clearbar-emulated") is not null;

    /// <summary>A response header, the first value; null when absent.</summary>
    public string? Header(string name) =>
        _response.Headers.TryGetValues(name, out var values) ? First(values) : null;

    /// <summary>Copies the response headers whose names begin with one of <paramref name="prefixes"/> (lower case).</summary>
    public void CopyHeaders(string[] prefixes, Microsoft.AspNetCore.Http.IHeaderDictionary target)
    {
        foreach (var header in _response.Headers.NonValidated)
        {
            foreach (var prefix in prefixes)
            {
                if (header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    target[header.Key] = header.Value.ToString();
                }
            }
        }
    }

    public void Dispose()
    {
        Body.Dispose();
        _response.Dispose();
        Watch?.Dispose();
    }

    private static string? First(IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            return value;
        }

        return null;
    }
}
