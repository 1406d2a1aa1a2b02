namespace Clearbar.Gates.Expressions;

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; a text or quoted name without its quotes and escapes.</param>
/// <param name="At">Position of its first character, from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At);
