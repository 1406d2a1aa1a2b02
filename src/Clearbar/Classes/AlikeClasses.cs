using System.Numerics;
using System.Runtime.Intrinsics;

namespace Clearbar.Classes;

/// <summary>
/// Classes with the same tools and schema, in the order they were found. Immutable to its readers; written to under the book's lock.
/// </summary>
internal sealed class AlikeClasses
{
    private const int Brief = TemplateSketch.BriefBins;

    /// <summary>
    /// A bin that differs is in the union and not in the intersection, so with so many of them the similarity cannot reach what
    /// <see cref="ClassBook.SameTemplate"/> asks for, whatever the other bins say.
    /// </summary>
    private const int TooMany = (int)((1 - ClassBook.SameTemplate) * TemplateSketch.Bins) + 1;

    // Shared with the lists this one was made from: each of them looks at its own count only.
    private readonly SeenClass[] _classes;
    private readonly byte[] _briefs;
    private readonly int _count;

    private AlikeClasses(SeenClass[] classes, byte[] briefs, int count)
    {
        _classes = classes;
        _briefs = briefs;
        _count = count;
    }

    public static AlikeClasses None { get; } = new([], [], 0);

    /// <summary>The first class whose template is alike; null where none is.</summary>
    public SeenClass? FirstLike(TemplateSketch sketch)
    {
        Span<byte> brief = stackalloc byte[Brief];
        sketch.CopyBriefTo(brief);
        var (low, high) = (Vector256.Create<byte>(brief), Vector256.Create<byte>(brief[Vector256<byte>.Count..]));
        ReadOnlySpan<byte> briefs = _briefs.AsSpan(0, _count * Brief);
        for (var at = 0; at < briefs.Length; at += Brief)
        {
            var other = briefs.Slice(at, Brief);
            var equal = BitOperations.PopCount(Vector256.Equals(low, Vector256.Create(other)).ExtractMostSignificantBits())
                + BitOperations.PopCount(Vector256.Equals(high, Vector256.Create(other[Vector256<byte>.Count..])).ExtractMostSignificantBits());
            if (Brief - equal < TooMany && _classes[at / Brief] is var seen && seen.Traits.Sketch!.SimilarityTo(sketch) >= ClassBook.SameTemplate)
            {
                return seen;
            }
        }

        return null;
    }

    /// <summary>This and one more, which has a sketch. Only for the newest list: older ones would write over their successors.</summary>
    public AlikeClasses With(SeenClass seen)
    {
        var (classes, briefs) = (_classes, _briefs);
        if (_count == classes.Length)
        {
            Array.Resize(ref classes, Math.Max(4, 2 * _count));
            Array.Resize(ref briefs, classes.Length * Brief);
        }

        classes[_count] = seen;
        seen.Traits.Sketch!.CopyBriefTo(briefs.AsSpan(_count * Brief, Brief));
        return new AlikeClasses(classes, briefs, _count + 1);
    }

    /// <summary>This without one of its classes.</summary>
    public AlikeClasses Without(SeenClass seen)
    {
        var rest = None;
        foreach (var other in _classes.AsSpan(0, _count))
        {
            rest = ReferenceEquals(other, seen) ? rest : rest.With(other);
        }

        return rest;
    }
}
