namespace Clearbar.Gates.Expressions;

/// <summary>What a value of an expression is.</summary>
internal enum ExpressionKind : byte
{
    /// <summary>A member that the answer does not have: whatever depends on it is not known.</summary>
    Missing,

    /// <summary>The evaluation went wrong; the text says how.</summary>
    Wrong,

    Null,

    Boolean,

    Number,

    Text,

    List,

    /// <summary>A JSON object: it can be compared and counted, nothing else.</summary>
    Object,
}
