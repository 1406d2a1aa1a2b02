namespace Clearbar.LocalAnswers.Extraction;

/// <summary>A text's sheet, and where its candidates stand: the second is never stored.</summary>
public readonly record struct SpanReading(SpanSheet Sheet, IReadOnlyList<TextSpan> Spans)
{
    public static SpanReading Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SpanScanner(text).Read();
    }
}
