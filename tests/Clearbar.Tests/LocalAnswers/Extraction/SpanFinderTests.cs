using Clearbar.LocalAnswers.Extraction;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.LocalAnswers.Extraction;

public sealed class SpanFinderTests
{
    [Theory]
    [InlineData("Where is my order AB-123456?", "AB-123456")]
    [InlineData("(order #12345)", "#12345")]
    [InlineData("(order #12345)", "12345")]
    [InlineData("mail jane.doe+x@example.com, please", "jane.doe+x@example.com")]
    [InlineData("I paid €1,234.50.", "€1,234.50")]
    [InlineData("I paid 12.50 EUR today", "12.50 EUR")]
    [InlineData("I paid EUR12.50 today", "12.50")]
    [InlineData("on 21st of November 2026 it", "21st of November 2026")]
    [InlineData("on March 3, 2026 it", "March 3, 2026")]
    [InlineData("on 2026-11-21T10:00", "2026-11-21")]
    [InlineData("https://shop.example/t/AB12?x=1", "AB12")]
    [InlineData("ring (555) 123-4567 now", "(555) 123-4567")]
    [InlineData("ring +49 170 1234567 now", "+49 170 1234567")]
    [InlineData("to SW1A 1AA, London", "SW1A 1AA")]
    [InlineData("DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00")]
    [InlineData("I am Jane van Doe", "Jane")]
    [InlineData("I met Jane Doe there", "Jane Doe")]
    [InlineData("code a-red-one here", "a-red-one")]
    public void What_may_be_an_answer_is_a_candidate(string text, string piece) => Assert.Contains(piece, Pieces(text));

    [Fact]
    public void Plain_words_and_pieces_across_lines_are_none()
    {
        Assert.Empty(Pieces("where is it, please? i am waiting"));
        Assert.DoesNotContain(Pieces("Order 12\n34 is late"), static piece => piece.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_the_text_candidates_are_distinct_pieces_of_it_and_not_too_many() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        {
            var (sheet, spans) = SpanReading.Of(text ?? "");
            Assert.True(spans.Count <= 128);
            Assert.Equal(spans.Count, sheet.Count);
            Assert.Equal(spans.Count, spans.Select(static span => (span.Start, span.Length)).Distinct().Count());
            Assert.All(spans, span => Assert.True(span.Start >= 0 && span.Length is > 0 and <= 80 && span.End <= text!.Length));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_of_nothing_but_candidates_stays_bounded()
    {
        var text = string.Join(' ', Enumerable.Range(0, 5000).Select(static i => $"A{i}-B{i}"));

        Assert.Equal(128, SpanReading.Of(text).Spans.Count);
    }

    [Fact]
    public void Texts_that_differ_in_a_number_of_the_same_shape_have_the_same_sheet_but_for_their_lot()
    {
        var one = SpanReading.Of("Order AB-123456 of Jane, phone 030 1234").Sheet;
        var other = SpanReading.Of("Order XY-987654 of Jane, phone 040 9876").Sheet;

        Assert.Equal(one.Shapes, other.Shapes);
        Assert.Equal(one.Features, other.Features);
        Assert.Equal(one.Words, other.Words);
        Assert.Equal(one.Groups, other.Groups);
    }

    private static List<string> Pieces(string text) => SpanReading.Of(text).Spans.Select(span => text.Substring(span.Start, span.Length)).ToList();
}
