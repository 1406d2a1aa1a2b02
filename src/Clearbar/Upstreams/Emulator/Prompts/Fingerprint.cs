using System.Buffers.Binary;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// A 128-bit hash that is the same on every machine and process: prefixes of prompts, keys of answer sheets and seeds come from it.
/// </summary>
/// <remarks>Two lanes of the wyhash multiply-and-fold step (public domain, Wang Yi). Not against attackers: it only keys local
/// tables.</remarks>
internal static class Fingerprint
{
    private const ulong SecretA = 0xa0761d6478bd642f;
    private const ulong SecretB = 0xe7037ed1a0b428db;
    private const ulong SecretC = 0x8ebc6af09c88c6e3;
    private const ulong SecretD = 0x589965cc75374cc3;

    /// <summary>
    /// Hashes <paramref name="data"/> on top of <paramref name="seed"/>; chaining keeps lengths apart, so (ab, c) differs from (a, bc).
    /// </summary>
    public static UInt128 Of(ReadOnlySpan<byte> data, UInt128 seed)
    {
        var left = (ulong)seed ^ SecretA;
        var right = (ulong)(seed >> 64) ^ SecretB;
        var length = (ulong)data.Length;
        while (data.Length >= 16)
        {
            Step(data, ref left, ref right);
            data = data[16..];
        }

        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        data.CopyTo(tail);
        Step(tail, ref left, ref right);
        return new UInt128(Fold(right ^ length, SecretA ^ left), Fold(left ^ length, SecretD ^ right));
    }

    /// <summary>One draw from two numbers, uniform over 64 bits.</summary>
    public static ulong Draw(ulong seed, ulong ordinal) => Fold(seed ^ SecretB, Fold(ordinal ^ SecretC, SecretD));

    private static void Step(ReadOnlySpan<byte> block, ref ulong left, ref ulong right)
    {
        var first = BinaryPrimitives.ReadUInt64LittleEndian(block);
        var second = BinaryPrimitives.ReadUInt64LittleEndian(block[8..]);
        left = Fold(first ^ SecretA, second ^ left);
        right = Fold(first ^ right, second ^ SecretC);
    }

    private static ulong Fold(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return high ^ low;
    }
}
