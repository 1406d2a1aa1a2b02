namespace Clearbar.Gates.Expressions;

/// <summary>Kinds of words in an expression.</summary>
internal enum TokenKind : byte
{
    End,

    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A member name between backticks.</summary>
    Quoted,

    Number,

    Text,

    /// <summary>An operator or a bracket.</summary>
    Sign,
}
