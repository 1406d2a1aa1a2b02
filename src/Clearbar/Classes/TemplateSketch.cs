using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Classes;

/// <summary>
/// How much two templates have in common, from 512 bytes each: one-permutation MinHash over triples of words (Li, Owen, Zhang, "One Permutation
/// Hashing", NIPS 2012). Holds hashes only; a text cannot be read out of it.
/// </summary>
public sealed class TemplateSketch
{
    /// <summary>Bins of a sketch. The standard error of an estimated similarity of 0.7 is 0.04.</summary>
    public const int Bins = 128;

    /// <summary>Bins that <see cref="CopyBriefTo"/> gives a byte of.</summary>
    internal const int BriefBins = 64;

    /// <summary>Templates of fewer words are compared by their hash alone: one other word would be too large a part of them.</summary>
    public const int FewestWords = 12;

    private const int BinBits = 7;
    private const uint Empty = uint.MaxValue;

    private readonly uint[] _bins;

    private TemplateSketch(uint[] bins) => _bins = bins;

    /// <summary>The sketch of a mask; null when it has too few words for one.</summary>
    public static TemplateSketch? Of(ReadOnlySpan<char> masked)
    {
        var bins = new uint[Bins];
        bins.AsSpan().Fill(Empty);
        var (first, second, words) = (0UL, 0UL, 0);
        int end;
        do
        {
            end = masked.IndexOfAny(' ', '\n');
            var word = XxHash64.Compute(MemoryMarshal.AsBytes(end < 0 ? masked : masked[..end]));
            words++;
            if (words > 2)
            {
                var triple = XxHash64.Compute(first, second, word);
                ref var bin = ref bins[triple >> (64 - BinBits)];
                bin = Math.Min(bin, (uint)triple);
            }

            (first, second) = (second, word);
            masked = masked[(end + 1)..];
        }
        while (end >= 0);

        return words < FewestWords ? null : new TemplateSketch(bins);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null when it is no sketch.</summary>
    public static TemplateSketch? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bins * sizeof(uint))
        {
            return null;
        }

        var bins = new uint[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            bins[bin] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(bin * sizeof(uint))..]);
        }

        return new TemplateSketch(bins);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Bins * sizeof(uint)];
        for (var bin = 0; bin < Bins; bin++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bin * sizeof(uint)), _bins[bin]);
        }

        return bytes;
    }

    /// <summary>
    /// The low bytes of the first <see cref="BriefBins"/> bins: where two of them differ, the bins do. One line of the cache tells most strangers.
    /// </summary>
    internal void CopyBriefTo(Span<byte> brief)
    {
        for (var bin = 0; bin < BriefBins; bin++)
        {
            brief[bin] = (byte)_bins[bin];
        }
    }

    /// <summary>Estimated Jaccard similarity of the two sets of word triples, 0 to 1.</summary>
    public double SimilarityTo(TemplateSketch other)
    {
        // A comparison gives all ones, which is -1, where it holds. Vectors, because a new prompt is held against thousands of sketches.
        var (equal, empty) = (Vector<uint>.Zero, Vector<uint>.Zero);
        var none = new Vector<uint>(Empty);
        for (var bin = 0; bin < Bins; bin += Vector<uint>.Count)
        {
            var mine = new Vector<uint>(_bins, bin);
            var theirs = new Vector<uint>(other._bins, bin);
            equal -= Vector.Equals(mine, theirs);
            empty -= Vector.Equals(mine & theirs, none);
        }

        var both = (int)Vector.Sum(empty);
        var same = (int)Vector.Sum(equal) - both;
        var either = Bins - both;
        return either == 0 ? 0 : (double)same / either;
    }
}
