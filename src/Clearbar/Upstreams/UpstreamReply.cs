using System.Net;
using System.Net.Http.Headers;

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

    public string? ContentType
    {
        // Only when somebody asks: few do, and reading it into its parts and writing them out again is work.
        get => field ?? _response.Content.Headers.ContentType?.ToString();
        init;
    }

    /// <summary>The upstream's own id of this call, whatever its surface calls it.</summary>
    public string? RequestId => Header("request-id") ?? Header("x-amzn-requestid");

    public bool IsEmulated => Header("x-clearbar-emulated") is not null;

    /// <summary>A response header, the first value; null when absent.</summary>
    public string? Header(string name) => FirstOf(_response.Headers.NonValidated, name);

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

    /// <summary>As it came: a reader of a header judges it itself, and a parser in between would only be slower.</summary>
    private static string? FirstOf(HttpHeadersNonValidated headers, string name)
    {
        if (headers.TryGetValues(name, out var values))
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return null;
    }
}
