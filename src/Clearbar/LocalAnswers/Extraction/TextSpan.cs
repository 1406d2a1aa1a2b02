namespace Clearbar.LocalAnswers.Extraction;

/// <summary>A piece of a text that might be an answer.</summary>
/// <param name="Start">First character.</param>
/// <param name="Length">Characters.</param>
/// <param name="Kind">How it was found.</param>
/// <param name="FirstWord">Index of the word it begins in.</param>
/// <param name="LastWord">Index of the word it ends in.</param>
public readonly record struct TextSpan(int Start, int Length, SpanKind Kind, int FirstWord, int LastWord)
{
    public int End => Start + Length;
}
