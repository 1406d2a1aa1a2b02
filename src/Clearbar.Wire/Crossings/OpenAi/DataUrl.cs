namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>
/// A data URL that carries base64, as Chat Completions embeds images and files (RFC 2397).
/// <code>
/// url = "data:" media-type *( ";" parameter ) ";base64," data
/// </code>
/// </summary>
internal readonly ref struct DataUrl
{
    private DataUrl(ReadOnlySpan<byte> mediaType, ReadOnlySpan<byte> data)
    {
        MediaType = mediaType;
        Data = data;
    }

    public ReadOnlySpan<byte> MediaType { get; }

    /// <summary>The base64 text as it came.</summary>
    public ReadOnlySpan<byte> Data { get; }

    public static bool TryParse(ReadOnlySpan<byte> url, out DataUrl parsed)
    {
        parsed = default;
        var comma = url.IndexOf((byte)',');
        if (!url.StartsWith("data:"u8) || comma < 0)
        {
            return false;
        }

        var head = url["data:".Length..comma];
        if (!head.EndsWith(";base64"u8))
        {
            return false;
        }

        var semicolon = head.IndexOf((byte)';');
        parsed = new DataUrl(head[..semicolon], url[(comma + 1)..]);
        return !parsed.MediaType.IsEmpty;
    }
}
