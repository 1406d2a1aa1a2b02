namespace Clearbar.LocalAnswers.Learning;

/// <summary>What is kept of a text and of what a higher rung answered.</summary>
/// <param name="Origin">How it came to be one.</param>
/// <param name="At">When it was taken.</param>
public abstract record Example(ExampleOrigin Origin, DateTimeOffset At)
{
    /// <summary>Which requests became examples like this one did not depend on their text: agreement may be measured on it.</summary>
    public bool IsUniform => Origin != ExampleOrigin.Declined;

    /// <summary>Counts its labels.</summary>
    internal abstract void CountIn(LabelBook book);

    /// <summary>Its record, frame included.</summary>
    internal abstract byte[] Encode();
}
