using Clearbar.LocalAnswers.Extraction;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.LocalAnswers.Extraction;

public sealed class SpanExtractorTests
{
    private static readonly Lazy<SpanExtractor> Trained = new(static () => OrderTexts.Train(400));

    private static readonly string[] Pieces =
        ["order", "KX-123456", "my", "call", "030 1234567", "12.50 EUR", "Berlin", "2026-03-14", "is", "late?", "X-1", "kx-99", "KX-1", "Jane Doe", "where", "\n", "none", "ab@cd.ef", "—", "𝟙"];

    [Fact]
    public void It_copies_what_it_was_taught_out_of_texts_it_never_saw()
    {
        var threshold = Trained.Value.Curve.Certify(0.9, 0.05)!.Value.Threshold;
        var (answered, right) = (0, 0);
        for (var i = 1000; i < 1200; i++)
        {
            var (text, order) = OrderTexts.Question(i);
            var answer = Trained.Value.Extract(text);
            if (answer.Confidence >= threshold)
            {
                answered++;
                right += answer.Values[0].Text == (order ?? "none") ? 1 : 0;
            }
        }

        Assert.True(answered > 150, $"{answered} answered");
        Assert.True(right >= 0.97 * answered, $"{right} of {answered} right");
    }

    [Fact]
    public void An_answer_is_a_piece_of_its_text_in_a_taught_shape_and_form_or_a_taught_constant()
    {
        Prop.ForAll(Gen.Elements(Pieces).ListOf().ToArbitrary(), words =>
        {
            var text = string.Join(' ', words);
            var answer = Trained.Value.Extract(text);
            for (var i = 0; i < answer.Values.Count; i++)
            {
                if (answer.Sources[i] is { } source)
                {
                    var piece = text.Substring(source.Start, source.Length);
                    Assert.True(Trained.Value.Copies(0, piece, out var form), piece);
                    Assert.Equal(SpanForms.Apply(form, piece), answer.Values[i]);
                }
                else
                {
                    Assert.Equal("none", answer.Values[i].Text);
                }
            }
        }).QuickCheckThrowOnFailure();
        Assert.True(Trained.Value.Copies(0, "KX-123456", out _));
        Assert.False(Trained.Value.Copies(0, "2026-03-14", out _));
    }

    [Fact]
    public void Whatever_the_text_it_does_not_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text => Assert.InRange(Trained.Value.Extract(text ?? "").Confidence, 0f, 1f)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_longer_than_it_reads_is_not_answered()
    {
        var (text, _) = OrderTexts.Question(0);

        Assert.NotEmpty(Trained.Value.Extract(text).Values);
        Assert.Empty(Trained.Value.Extract(text + new string(' ', SpanSheet.MaximumChars)).Values);
    }

    [Fact]
    public void What_is_saved_answers_alike_and_the_same_examples_give_the_same_bytes()
    {
        var bytes = Saved(Trained.Value);
        var again = SpanExtractor.Load(new MemoryStream(bytes));
        for (var i = 0; i < 50; i++)
        {
            var (one, other) = (Trained.Value.Extract(OrderTexts.Question(i).Text), again.Extract(OrderTexts.Question(i).Text));
            Assert.Equal(one.Values, other.Values);
            Assert.Equal(one.Confidence, other.Confidence);
        }

        Assert.Equal(bytes, Saved(again));
        Assert.Equal(bytes, Saved(OrderTexts.Train(400)));
    }

    [Fact]
    public void A_file_that_is_cut_or_changed_anywhere_is_refused()
    {
        var bytes = Saved(Trained.Value);
        Prop.ForAll(Gen.Choose(0, bytes.Length - 1).ToArbitrary(), at =>
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x20;
            Assert.Throws<InvalidDataException>(() => SpanExtractor.Load(new MemoryStream(damaged)));
            Assert.Throws<InvalidDataException>(() => SpanExtractor.Load(new MemoryStream(bytes, 0, at)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_file_holds_no_piece_of_a_text()
    {
        var bytes = Saved(Trained.Value);
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf("none"u8));
        foreach (var word in (string[])["KX-", "order", "Berlin", "030"])
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(word)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(word)));
        }
    }

    private static byte[] Saved(SpanExtractor extractor)
    {
        using var stream = new MemoryStream();
        extractor.Save(stream);
        return stream.ToArray();
    }
}
