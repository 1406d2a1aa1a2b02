using System.Security.Cryptography;

namespace Clearbar.Wire.Dialects.Bedrock;

/// <summary>
/// The <c>p</c> member of stream payloads. The service pads each payload with a prefix of this alphabet of random length, so that frame
/// lengths do not tell token lengths (observed on ConverseStream; the InvokeModel model has the same member).
/// </summary>
internal static class FramePadding
{
    private static ReadOnlySpan<byte> Alphabet => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8;

    public static ReadOnlySpan<byte> Next() => Alphabet[..RandomNumberGenerator.GetInt32(1, Alphabet.Length + 1)];
}
