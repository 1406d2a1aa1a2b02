namespace Clearbar.LocalAnswers.Extraction;

/// <summary>What a member model would say.</summary>
/// <param name="Span">The candidate to copy; -1 when a constant is likelier.</param>
/// <param name="Form">How to copy it.</param>
/// <param name="Constant">Index of the constant; -1 when a candidate is likelier, the number of constants when neither is right.</param>
/// <param name="Chance">Its part of the softmax, 0..1, equal candidates together.</param>
internal readonly record struct MemberGuess(int Span, SpanForm Form, int Constant, double Chance);
