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

    internal SpanSheet(uint[] shapes, byte[] groups, int[] starts, uint[] features, uint[] words, byte lot)
    {
        (Shapes, Groups, Starts, Features, Words, Lot) = (shapes, groups, starts, features, words, lot);
    }

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

    /// <summary>The text's words, word pairs and candidate shapes, each once, rising: their order in the text is not kept.</summary>
    public uint[] Words { get; }

    /// <summary>Below <see cref="Lots"/>, by the whole text: equal texts draw alike, and a lot says no more of a text than one in twenty.</summary>
    public byte Lot { get; }

    /// <summary>Features of one candidate.</summary>
    public ReadOnlySpan<uint> FeaturesOf(int span) => Features.AsSpan(Starts[span], Starts[span + 1] - Starts[span]);

    /// <summary>A sheet as a file holds it; null when the parts do not fit together.</summary>
    internal static SpanSheet? FromParts(uint[] shapes, byte[] groups, int[] starts, uint[] features, uint[] words, byte lot)
    {
        var fits = lot < Lots && starts[0] == 0 && starts[^1] == features.Length;
        for (var i = 0; fits && i < shapes.Length; i++)
        {
            fits = groups[i] <= i && starts[i + 1] >= starts[i];
        }

        return fits ? new SpanSheet(shapes, groups, starts, features, words, lot) : null;
    }
}
