namespace Clearbar.LocalAnswers.Extraction;

/// <summary>What an extractor would answer.</summary>
/// <param name="Values">A value for each member, in the members' order; empty when it would say nothing.</param>
/// <param name="Sources">The piece of the text each value was copied from; null for a constant.</param>
/// <param name="Confidence">Calibrated chance that all values are what a higher rung would say, 0..1; 0 when it would say nothing.</param>
public sealed record ExtractedAnswer(IReadOnlyList<MemberValue> Values, IReadOnlyList<TextSpan?> Sources, float Confidence)
{
    public static ExtractedAnswer None { get; } = new([], [], 0);
}
