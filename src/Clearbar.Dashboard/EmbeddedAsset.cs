using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Dashboard;

/// <summary>A file inside the assembly, so that the dashboard looks the same from whatever directory the executable is run.</summary>
public sealed class EmbeddedAsset
{
    private readonly byte[] _content;
    private readonly string _contentType;

    private EmbeddedAsset(string path, string resource, string contentType)
    {
        Path = path;
        _contentType = contentType;
        using var stream = typeof(EmbeddedAsset).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The build does not contain {resource}.");
        _content = new byte[stream.Length];
        stream.ReadExactly(_content);
        Hash = Convert.ToHexStringLower(SHA256.HashData(_content)[..6]);
    }

    public static EmbeddedAsset Style { get; } = new(Urls.StyleSheet, "dashboard.css", "text/css; charset=utf-8");

    public static EmbeddedAsset Live { get; } = new(Urls.LiveScript, "dashboard.live.js", "text/javascript; charset=utf-8");

    public string Path { get; }

    /// <summary>First twelve hexadecimal digits of the content's SHA-256.</summary>
    public string Hash { get; }

    /// <summary>Answers with the file. Its address changes with its content, hence "immutable".</summary>
    public IResult Serve(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(_content, _contentType);
    }
}
