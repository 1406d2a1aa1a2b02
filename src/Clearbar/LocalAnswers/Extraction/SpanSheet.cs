namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// What learning keeps of a text of which pieces are copied: per candidate its shape and hashes of what stands around it, and hashes of the text's
/// words. Never the characters of a candidate, and of a word with a digit or an at sign its shape only. Immutable.
/// </summary>
public sealed class SpanSheet
{
    /// <summary>A longer text is not looked at: the answer might stand behind.</summary>
    public const int MaximumChars = 4096;

    /// <summary>Lots a text can draw.</summary>
    public const int Lots = 20;

    /// <summary>Features of a candidate itself; then come as many of the words next to it, then those of the words near it.</summary>
    internal const int OwnFeatures = 10;

    internal const int NeighbourFeatures = 12;

    private readonly uint[] _distinctShapes;

    internal SpanSheet(uint[] shapes, byte[] groups, int[] starts, uint[] features, uint[] words, byte lot)
    {
        (Shapes, Groups, Starts, Features, Words, Lot) = (shapes, groups, starts, features, words, lot);
        _distinctShapes = [.. shapes.Distinct()];
    }

    /// <summary>Families of a text's features.</summary>
    internal const int TextFamilies = 2;

    /// <summary>Families of a candidate's features.</summary>
    internal const int Families = 3;

    /// <summary>Candidates.</summary>
    public int Count => Shapes.Length;

    /// <summary>Coarse shape of each candidate.</summary>
    public uint[] Shapes { get; }

    /// <summary>For each candidate the first one with the same characters.</summary>
    public byte[] Groups { get; }

    /// <summary>Where each candidate's features begin; the total at the end.</summary>
    public int[] Starts { get; }

    /// <summary>The candidates' features.</summary>
    public uint[] Features { get; }

    /// <summary>The text's words and word pairs, each once, rising: their order in the text is not kept.</summary>
    public uint[] Words { get; }

    /// <summary>Below <see cref="Lots"/>, by the whole text: equal texts draw alike, and a lot says no more of a text than one in twenty.</summary>
    public byte Lot { get; }

    /// <summary>Features of one candidate.</summary>
    public ReadOnlySpan<uint> FeaturesOf(int span) => Features.AsSpan(Starts[span], Starts[span + 1] - Starts[span]);

    /// <summary>Features of one candidate that speak of the same thing: each family counts alike in a score, however many it has.</summary>
    /// <param name="family">0 to 2.</param>
    internal ReadOnlySpan<uint> FeaturesOf(int span, int family)
    {
        var all = FeaturesOf(span);
        return family switch
        {
            0 => all[..OwnFeatures],
            1 => all.Slice(OwnFeatures, NeighbourFeatures),
            _ => all[(OwnFeatures + NeighbourFeatures)..],
        };
    }

    /// <summary>What the text as a whole says: its words, or the shapes it has candidates of, each once.</summary>
    /// <param name="family">0 or 1.</param>
    internal ReadOnlySpan<uint> TextFeaturesOf(int family) => family == 0 ? Words : _distinctShapes;

    /// <summary>A sheet as a file holds it; null when the parts do not fit together.</summary>
    internal static SpanSheet? FromParts(uint[] shapes, byte[] groups, int[] starts, uint[] features, uint[] words, byte lot)
    {
        var fits = lot < Lots && starts[0] == 0 && starts[^1] == features.Length;
        for (var i = 0; fits && i < shapes.Length; i++)
        {
            fits = groups[i] <= i && starts[i + 1] - starts[i] >= OwnFeatures + NeighbourFeatures;
        }

        return fits ? new SpanSheet(shapes, groups, starts, features, words, lot) : null;
    }
}
