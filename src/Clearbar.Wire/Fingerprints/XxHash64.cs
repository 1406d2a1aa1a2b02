using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Clearbar.Wire.Fingerprints;

/// <summary>
/// XXH64 with seed 0 (Yann Collet's xxHash specification, revision 0.2.0): a fast 64-bit hash with the same value on every machine, for
/// fingerprints that are stored. Not a cryptographic hash: whoever controls the bytes can make two texts collide.
/// </summary>
public static class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    /// <summary>The hash of <paramref name="bytes"/>.</summary>
    public static ulong Compute(ReadOnlySpan<byte> bytes)
    {
        var length = (ulong)bytes.Length;
        var hash = bytes.Length >= 32 ? HashStripes(ref bytes) : Prime5;
        hash += length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash = Add(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        if (bytes.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            bytes = bytes[4..];
        }

        foreach (var value in bytes)
        {
            hash ^= value * Prime5;
            hash = BitOperations.RotateLeft(hash, 11) * Prime1;
        }

        return Avalanche(hash);
    }

    /// <summary>The hash of three numbers' 24 bytes, little-endian.</summary>
    public static ulong Compute(ulong first, ulong second, ulong third)
    {
        var hash = Add(Prime5 + (3 * sizeof(ulong)), first);
        return Avalanche(Add(Add(hash, second), third));
    }

    private static ulong HashStripes(ref ReadOnlySpan<byte> bytes)
    {
        var lane1 = unchecked(Prime1 + Prime2);
        var lane2 = Prime2;
        var lane3 = 0UL;
        var lane4 = unchecked(0UL - Prime1);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        words = words[..(words.Length & ~3)];
        bytes = bytes[(words.Length * sizeof(ulong))..];
        for (; words.Length >= 4; words = words[4..])
        {
            lane1 = Round(lane1, LittleEndian(words[0]));
            lane2 = Round(lane2, LittleEndian(words[1]));
            lane3 = Round(lane3, LittleEndian(words[2]));
            lane4 = Round(lane4, LittleEndian(words[3]));
        }

        var hash = BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7)
            + BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18);
        hash = Merge(hash, lane1);
        hash = Merge(hash, lane2);
        hash = Merge(hash, lane3);
        return Merge(hash, lane4);
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1;

    private static ulong LittleEndian(ulong value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    private static ulong Add(ulong hash, ulong input) => (BitOperations.RotateLeft(hash ^ Round(0, input), 27) * Prime1) + Prime4;

    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong Merge(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * Prime1) + Prime4;
}
