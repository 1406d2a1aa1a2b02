using System.Buffers;

namespace Clearbar.Wire.Signing;

/// <summary>
/// Percent-encoding as AWS signs it: every byte but A-Z a-z 0-9 - . _ ~ becomes %XX with upper-case digits (RFC 3986 unreserved).
/// </summary>
internal static class PercentCoding
{
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    public static void Encode(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, bool keepSlash)
    {
        // Worst case: each byte becomes three.
        var target = output.GetSpan(bytes.Length * 3);
        var length = 0;
        foreach (var b in bytes)
        {
            if (Unreserved.Contains(b) || (keepSlash && b == (byte)'/'))
            {
                target[length++] = b;
            }
            else
            {
                target[length++] = (byte)'%';
                target[length++] = Digit(b >> 4);
                target[length++] = Digit(b & 15);
            }
        }

        output.Advance(length);
    }

    /// <summary>Decodes %XX in place and returns the length; a '%' without two digits stays as it is, and '+' is no space.</summary>
    public static int Decode(Span<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == (byte)'%' && i + 2 < bytes.Length
                && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]))
            {
                bytes[length++] = (byte)((Value(bytes[i + 1]) << 4) | Value(bytes[i + 2]));
                i += 2;
            }
            else
            {
                bytes[length++] = bytes[i];
            }
        }

        return length;
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);

    private static int Value(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
