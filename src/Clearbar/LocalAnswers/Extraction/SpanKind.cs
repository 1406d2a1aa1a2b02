namespace Clearbar.LocalAnswers.Extraction;

/// <summary>How a piece of a text was found. The numbers are part of the file formats: append only.</summary>
public enum SpanKind : byte
{
    /// <summary>One word.</summary>
    Word = 0,

    /// <summary>A word and the sign in front of it or behind it, such as <c>#12</c> or <c>5 %</c> without the space.</summary>
    Signed = 1,

    /// <summary>Parts of a word between its separators.</summary>
    Part = 2,

    /// <summary>A word without the letters it begins or ends with, such as the amount in <c>EUR12.50</c>.</summary>
    Bared = 3,

    /// <summary>Several words.</summary>
    Words = 4,
}
