namespace Clearbar.LocalAnswers;

/// <summary>One training or test example: a text and the answer the owner accepts for it.</summary>
/// <param name="Text">The request text as the application sends it; it is never stored in a trained answerer, only its features
/// are.</param>
/// <param name="Label">The answer, compared by ordinal equality.</param>
public sealed record LabelledText(string Text, string Label);
