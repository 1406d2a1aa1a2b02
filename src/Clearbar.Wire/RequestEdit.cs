namespace Clearbar.Wire;

/// <summary>One change the plan makes to a request body. Every edit is listed in <c>x-clearbar-edits</c> (invariant I2).</summary>
public abstract record RequestEdit
{
    private RequestEdit()
    {
    }

    /// <summary>What <c>x-clearbar-edits</c> says of these edits: their labels joined with commas, or <c>none</c>.</summary>
    public static string LabelsOf(IReadOnlyList<RequestEdit> edits)
    {
        if (edits.Count == 0)
        {
            return "none";
        }

        var labels = new string[edits.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = edits[i].Label;
        }

        return string.Join(',', labels);
    }

    /// <summary>How the edit is named in the response header, for example <c>model</c> or <c>-temperature</c>.</summary>
    public abstract string Label { get; }

    /// <summary>Sets a top-level member to <paramref name="ValueJson"/> (complete JSON text), adding it at the end when absent.</summary>
    public sealed record Set(string Name, string ValueJson) : RequestEdit
    {
        public override string Label => Name;
    }

    /// <summary>Removes a top-level member if present.</summary>
    public sealed record Remove(string Name) : RequestEdit
    {
        public override string Label => "-" + Name;
    }

    /// <summary>Says that something outside the body did not go out (a beta flag, for example); changes no byte of it.</summary>
    public sealed record Omit(string What) : RequestEdit
    {
        public override string Label => "-" + What;
    }

    /// <summary>Says what translating the request into another dialect did: the crossing itself, or one thing that was left out or changed by it.</summary>
    public sealed record Crossed(string What) : RequestEdit
    {
        public override string Label => What;
    }

    /// <summary>Writes <paramref name="Text"/> in place of a range of bytes; an empty range inserts.</summary>
    public sealed record Replace(string What, ByteRange Range, string Text) : RequestEdit
    {
        public override string Label => What;
    }

    /// <summary>
    /// Cuts array elements (thinking blocks, for example) or members of nested objects (cache markers) together with the comma that joins
    /// them.
    /// </summary>
    public sealed record Cut(string What, IReadOnlyList<ByteRange> Elements) : RequestEdit
    {
        public override string Label => "-" + What;
    }
}
