namespace Clearbar.Gates.Agreement;

/// <summary>What an <see cref="AnswerNormaliser"/> keeps of an answer.</summary>
public enum NormaliserKind : byte
{
    /// <summary>The words: case, white space and punctuation do not count. Tool calls count as JSON.</summary>
    Text,

    /// <summary>The JSON, by value. Tool calls count as JSON where there is no text that is.</summary>
    Json,

    /// <summary>The letters and digits of the first line, after its last colon: <c>Label: Card-lost.</c> is <c>cardlost</c>.</summary>
    Label,

    /// <summary>The first number in the text, by value.</summary>
    Number,

    /// <summary>One member of the JSON: texts as <see cref="Text"/>, anything else by value.</summary>
    Member,
}
