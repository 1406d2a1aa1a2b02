namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Finds in a text what was said of it.</summary>
public static class SpanMatcher
{
    /// <summary>The candidates that are the value, each with the forms it is in; empty when the value does not stand in the text.</summary>
    public static IReadOnlyList<(byte Span, ushort Forms)> Matches(string text, IReadOnlyList<TextSpan> spans, MemberValue value)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        if (value.Kind is not (ValueKind.Text or ValueKind.Number) || value.Text.Length is 0 or > SpanFinder.LongestSpan)
        {
            return [];
        }

        var matches = new List<(byte, ushort)>();
        for (var i = 0; i < spans.Count; i++)
        {
            if (SpanForms.Matching(text.AsSpan(spans[i].Start, spans[i].Length), value) is var forms and not 0)
            {
                matches.Add(((byte)i, forms));
            }
        }

        return matches;
    }
}
