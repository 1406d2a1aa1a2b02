using System.Buffers;
using System.Text;

namespace Clearbar.Wire.Signing;

/// <summary>Writes the text whose hash is signed.</summary>
/// <remarks>
/// Grammar (AWS Signature Version 4, "Create a canonical request"):
/// <c>method LF path LF query LF (name ":" value LF)* LF signed-names LF payload-hash</c>.
/// The path is the wire's path with every segment encoded once more (<c>%3A</c> becomes <c>%253A</c>), as all services but S3 sign it; the
/// path must therefore be the raw one, which no server or proxy has decoded.
/// </remarks>
internal static class CanonicalRequest
{
    public static void Write(
        ArrayBufferWriter<byte> output, in SignableRequest request, SignatureClaim claim, string payloadHash, bool normalizePath)
    {
        Encoding.UTF8.GetBytes(request.Method, output);
        output.Write("\n"u8);
        WritePath(output, request.Path, normalizePath);
        output.Write("\n"u8);
        claim.Query.Write(output, claim.IsPresigned ? SignatureClaim.SignatureParameter : null);
        output.Write("\n"u8);
        foreach (var name in claim.SignedHeaders)
        {
            Encoding.UTF8.GetBytes(name, output);
            output.Write(":"u8);
            WriteValue(output, SignatureClaim.ValueOf(request.Headers, name) ?? "");
            output.Write("\n"u8);
        }

        output.Write("\n"u8);
        Encoding.UTF8.GetBytes(claim.SignedHeaderNames, output);
        output.Write("\n"u8);
        Encoding.UTF8.GetBytes(payloadHash, output);
    }

    private static void WritePath(ArrayBufferWriter<byte> output, ReadOnlySpan<char> path, bool normalize)
    {
        if (path.IsEmpty)
        {
            path = "/";
        }

        var text = normalize ? Normalize(path.ToString()) : path;
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        PercentCoding.Encode(output, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)), keepSlash: true);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Removes empty and '.' segments and resolves '..' (RFC 3986 section 6, plus AWS's merging of slashes).</summary>
    private static string Normalize(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
            else if (segment != ".")
            {
                kept.Add(segment);
            }
        }

        var directory = kept.Count > 0
            && (path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal));
        return "/" + string.Join('/', kept) + (directory ? "/" : "");
    }

    /// <summary>Trims the value and makes one space of several.</summary>
    private static void WriteValue(ArrayBufferWriter<byte> output, string value)
    {
        var trimmed = value.AsSpan().Trim(' ');
        if (trimmed.IndexOf("  ", StringComparison.Ordinal) < 0)
        {
            Encoding.UTF8.GetBytes(trimmed, output);
            return;
        }

        var single = new StringBuilder(trimmed.Length);
        foreach (var c in trimmed)
        {
            if (c != ' ' || single[^1] != ' ')
            {
                single.Append(c);
            }
        }

        Encoding.UTF8.GetBytes(single.ToString(), output);
    }
}
