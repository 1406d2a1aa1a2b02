using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Tokens of an image from its pixel size: one per patch of 28 × 28 pixels after scaling down to at most 1,568 pixels a side and 1,568
/// patches (Anthropic vision page, Aug 2026). An image whose size cannot be read costs the maximum.
/// </summary>
internal static class ImageTokens
{
    private const int Patch = 28;
    private const int MaximumSide = 1568;
    private const int MaximumPatches = 1568;

    /// <summary>
    /// Base64 characters looked at: the size stands in the first bytes of PNG, GIF and WebP, and before the scan of a JPEG.
    /// </summary>
    private const int Prefix = 65_536;

    public static int Of(ReadOnlySpan<byte> base64)
    {
        var head = base64[..(Math.Min(base64.Length, Prefix) / 4 * 4)];
        var bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(Math.Max(head.Length, 4)));
        try
        {
            Base64.DecodeFromUtf8(head, bytes, out _, out var written);
            var (width, height) = SizeOf(bytes.AsSpan(0, written));
            return Of(width, height);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public static int Of(int width, int height)
    {
        if (width <= 0 || height <= 0)
        {
            return MaximumPatches;
        }

        var scale = Math.Min(1.0, (double)MaximumSide / Math.Max(width, height));
        var patches = Patches(width, height, scale);
        if (patches > MaximumPatches)
        {
            scale *= Math.Sqrt((double)MaximumPatches / patches);
            patches = Math.Min(MaximumPatches, Patches(width, height, scale));
        }

        return patches;
    }

    private static int Patches(int width, int height, double scale) =>
        (int)Math.Ceiling(width * scale / Patch) * (int)Math.Ceiling(height * scale / Patch);

    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> image)
    {
        if (image.Length >= 24 && image[0] == 0x89 && image[1..4].SequenceEqual("PNG"u8))
        {
            return (BinaryPrimitives.ReadInt32BigEndian(image[16..]), BinaryPrimitives.ReadInt32BigEndian(image[20..]));
        }

        if (image.Length >= 10 && image.StartsWith("GIF8"u8))
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(image[6..]), BinaryPrimitives.ReadUInt16LittleEndian(image[8..]));
        }

        if (image.Length >= 30 && image.StartsWith("RIFF"u8) && image[8..12].SequenceEqual("WEBP"u8))
        {
            return WebPSize(image);
        }

        return image.Length >= 4 && image[0] == 0xFF && image[1] == 0xD8 ? JpegSize(image) : (0, 0);
    }

    private static (int Width, int Height) WebPSize(ReadOnlySpan<byte> image)
    {
        var chunk = image[12..16];
        if (chunk.SequenceEqual("VP8 "u8))
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(image[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(image[28..]) & 0x3FFF);
        }

        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(image[21..]);
            return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }

        return (1 + image[24] + (image[25] << 8) + (image[26] << 16), 1 + image[27] + (image[28] << 8) + (image[29] << 16));
    }

    private static (int Width, int Height) JpegSize(ReadOnlySpan<byte> image)
    {
        var i = 2;
        while (i + 9 < image.Length && image[i] == 0xFF)
        {
            var marker = image[i + 1];
            var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(image[(i + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(image[(i + 5)..]));
            }

            i += 2 + BinaryPrimitives.ReadUInt16BigEndian(image[(i + 2)..]);
        }

        return (0, 0);
    }
}
