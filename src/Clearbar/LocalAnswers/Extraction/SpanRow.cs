namespace Clearbar.LocalAnswers.Extraction;

/// <summary>An example to learn copying from.</summary>
/// <param name="Sheet">What is known of the text.</param>
/// <param name="Targets">What was said for each member, in the members' order.</param>
/// <param name="Measured">Whether agreement may be measured on it; otherwise it only teaches.</param>
public sealed record SpanRow(SpanSheet Sheet, IReadOnlyList<MemberTarget> Targets, bool Measured);
