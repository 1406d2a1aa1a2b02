namespace Clearbar.LocalAnswers;

/// <summary>A labelled file that cannot be read; the message names the line and what to change, and never quotes the text.</summary>
public sealed class LabelledTextException : Exception
{
    public LabelledTextException(string message)
        : base(message)
    {
    }

    public LabelledTextException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>One-based line of the fault, or 0 when the whole file is at fault.</summary>
    public int Line { get; init; }
}
