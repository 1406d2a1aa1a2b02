using System.Text;
using Clearbar.Upstreams.Emulator.Prompts;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Who calls, as far as caches keep callers apart. Keys are hashed at once and never kept.</summary>
internal static class Caller
{
    /// <summary>
    /// Hash of the key (Anthropic) or of access key id and region of the credential scope (<c>AWS4-HMAC-SHA256
    /// Credential={id}/{date}/{region}/{service}/aws4_request, …</c>); of the whole header for bearer keys; a fixed value without any.
    /// </summary>
    public static UInt128 SpaceOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        var key = headers["x-api-key"].ToString();
        var credential = key.Length > 0 ? key.AsSpan() : headers.Authorization.ToString().AsSpan();
        const string Scope = "Credential=";
        var at = credential.IndexOf(Scope, StringComparison.Ordinal);
        if (at < 0)
        {
            return Hash(credential, UInt128.Zero);
        }

        var scope = credential[(at + Scope.Length)..];
        Span<Range> parts = stackalloc Range[4];
        return scope.Split(parts, '/') == 4 ? Hash(scope[parts[2]], Hash(scope[parts[0]], UInt128.Zero)) : Hash(scope, UInt128.Zero);
    }

    public static bool HasCredentials(HttpContext context) =>
        context.Request.Headers.ContainsKey("x-api-key") || context.Request.Headers.ContainsKey("authorization");

    private static UInt128 Hash(ReadOnlySpan<char> text, UInt128 seed)
    {
        Span<byte> utf8 = stackalloc byte[512];
        var cut = text[..Math.Min(text.Length, 160)];
        return Fingerprint.Of(utf8[..Encoding.UTF8.GetBytes(cut, utf8)], seed);
    }
}
