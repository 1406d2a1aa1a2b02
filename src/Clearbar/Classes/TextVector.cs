using System.Runtime.InteropServices;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Classes;

/// <summary>
/// A text as signed counts of its hashed word stems (feature hashing: Weinberger et al., ICML 2009). Short words say little of a text's kind
/// and are left out.
/// </summary>
internal sealed class TextVector
{
    private const int Size = 256;
    private const int ShortestWord = 4;
    private const int StemLength = 6;

    /// <summary>Words that are looked at: the kind of a request shows early, and what follows is its material.</summary>
    private const int MaxWords = 256;

    private readonly sbyte[] _counts;
    private readonly double _norm;

    private TextVector(sbyte[] counts)
    {
        _counts = counts;
        var squares = 0;
        foreach (var count in counts)
        {
            squares += count * count;
        }

        _norm = Math.Sqrt(squares);
    }

    /// <summary>Null when the text has no word.</summary>
    public static TextVector? Of(ReadOnlySpan<char> text)
    {
        var counts = new sbyte[Size];
        Span<char> stem = stackalloc char[StemLength];
        var (length, stemLength, words) = (0, 0, 0);
        for (var index = 0; index <= text.Length && words < MaxWords; index++)
        {
            if (index < text.Length && char.IsLetter(text[index]))
            {
                length++;
                if (stemLength < StemLength)
                {
                    stem[stemLength++] = char.ToLowerInvariant(text[index]);
                }

                continue;
            }

            if (length >= ShortestWord)
            {
                words++;
                Add(counts, stem[..stemLength]);
            }

            (length, stemLength) = (0, 0);
        }

        var vector = new TextVector(counts);
        return vector._norm > 0 ? vector : null;
    }

    /// <summary>Null when these are not the bytes of a vector.</summary>
    public static TextVector? FromBytes(byte[] bytes) =>
        bytes.Length == Size && new TextVector([.. MemoryMarshal.Cast<byte, sbyte>(bytes)]) is { _norm: > 0 } vector ? vector : null;

    public byte[] ToBytes() => [.. MemoryMarshal.Cast<sbyte, byte>(_counts)];

    /// <summary>1 for the same direction, 0 for nothing in common.</summary>
    public double Cosine(TextVector other)
    {
        var sum = 0;
        for (var index = 0; index < Size; index++)
        {
            sum += _counts[index] * other._counts[index];
        }

        return sum / (_norm * other._norm);
    }

    private static void Add(sbyte[] counts, ReadOnlySpan<char> stem)
    {
        var hash = XxHash64.Compute(MemoryMarshal.AsBytes(stem));
        ref var count = ref counts[hash % Size];
        count = (sbyte)Math.Clamp(count + ((hash >> 63) == 0 ? 1 : -1), -100, 100);
    }
}
