namespace Clearbar.LocalAnswers;

/// <summary>The families of text features. The numbers are part of the file format: append only.</summary>
internal enum FeatureKind : byte
{
    /// <summary>One word.</summary>
    Word = 0,

    /// <summary>Two words in a row, with marks for the start and the end of the text.</summary>
    WordPair = 1,

    /// <summary>Two word stems near each other, in either order: survives re-phrasing.</summary>
    StemPair = 2,

    /// <summary>3 to 5 characters inside one word and its two borders: survives inflection and typing errors.</summary>
    WordGram = 3,

    /// <summary>3 to 5 characters anywhere, across spaces: catches short phrases and languages without spaces.</summary>
    TextGram = 4,
}
