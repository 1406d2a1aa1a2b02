using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers;

/// <summary>
/// One text as the features found in it and how often each occurs, grouped by kind: all that learning keeps of a text. Immutable.
/// </summary>
public sealed class FeatureBag
{
    /// <summary>
    /// Characters of a text that are considered: the questions of closed-label classes are short, and an example's size is bounded by it.
    /// </summary>
    public const int MaximumChars = 1024;

    private FeatureBag(ulong[] keys, byte[] occurrences, int[] kindStart)
    {
        Keys = keys;
        Occurrences = occurrences;
        KindStart = kindStart;
    }

    /// <summary>Distinct feature keys, in the kinds' order and rising within a kind: the order in the text is not kept.</summary>
    public ulong[] Keys { get; }

    /// <summary>Occurrences by key, 1 to 255 and no higher.</summary>
    public byte[] Occurrences { get; }

    /// <summary>First position of each kind; the total at the end.</summary>
    public int[] KindStart { get; }

    public static FeatureBag Of(ReadOnlySpan<char> text)
    {
        var sink = new Sink([]);
        new FeatureScanner(MaximumChars).Scan(text, ref sink);
        var found = new (FeatureKind Kind, ulong Key, byte Count)[sink.Counts.Count];
        var n = 0;
        foreach (var (feature, count) in sink.Counts)
        {
            found[n++] = (feature.Kind, feature.Key, (byte)Math.Min(count, byte.MaxValue));
        }

        Array.Sort(found, static (a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : a.Key.CompareTo(b.Key));
        var keys = new ulong[n];
        var occurrences = new byte[n];
        var kindStart = new int[FeatureScanner.KindCount + 1];
        for (var i = 0; i < n; i++)
        {
            keys[i] = found[i].Key;
            occurrences[i] = found[i].Count;
            kindStart[(int)found[i].Kind + 1] = i + 1;
        }

        // A kind without features starts where the one before it ends.
        for (var kind = 1; kind < kindStart.Length; kind++)
        {
            kindStart[kind] = Math.Max(kindStart[kind], kindStart[kind - 1]);
        }

        return new FeatureBag(keys, occurrences, kindStart);
    }

    /// <summary>A bag as a file holds it; null when the parts do not fit together.</summary>
    internal static FeatureBag? FromParts(ulong[] keys, byte[] occurrences, int[] kindStart)
    {
        var fits = keys.Length == occurrences.Length && kindStart.Length == FeatureScanner.KindCount + 1 && kindStart[0] == 0
            && kindStart[^1] == keys.Length && !keys.AsSpan().Contains(0UL) && !occurrences.AsSpan().Contains((byte)0);
        for (var kind = 1; fits && kind < kindStart.Length; kind++)
        {
            fits = kindStart[kind] >= kindStart[kind - 1];
        }

        return fits ? new FeatureBag(keys, occurrences, kindStart) : null;
    }

    private readonly struct Sink(Dictionary<(FeatureKind Kind, ulong Key), int> counts) : IFeatureSink
    {
        public Dictionary<(FeatureKind Kind, ulong Key), int> Counts { get; } = counts;

        public void Add(FeatureKind kind, ulong key) => CollectionsMarshal.GetValueRefOrAddDefault(Counts, (kind, key), out _)++;
    }
}
