using Clearbar.LocalAnswers.Extraction;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.LocalAnswers.Extraction;

public sealed class SpanFormsTests
{
    [Theory]
    [InlineData(SpanForm.AsWritten, "AB-12 c", "AB-12 c")]
    [InlineData(SpanForm.Upper, "ab-12", "AB-12")]
    [InlineData(SpanForm.Lower, "Jane.Doe@Example.com", "jane.doe@example.com")]
    [InlineData(SpanForm.Compact, "AB-12 3c", "AB123c")]
    [InlineData(SpanForm.CompactUpper, "rr 123 de", "RR123DE")]
    [InlineData(SpanForm.CompactLower, "RR 123 DE", "rr123de")]
    [InlineData(SpanForm.Digits, "(030) 12-34", "0301234")]
    [InlineData(SpanForm.DecimalText, "€1.234,50", "1234.50")]
    [InlineData(SpanForm.DecimalText, "12", "12")]
    [InlineData(SpanForm.NumberText, "1,234.50 USD", "1234.5")]
    [InlineData(SpanForm.NumberText, "1,234", "1234")]
    [InlineData(SpanForm.NumberText, "1.234.567", "1234567")]
    [InlineData(SpanForm.NumberText, "12,5", "12.5")]
    [InlineData(SpanForm.NumberText, "1 234,00 €", "1234")]
    [InlineData(SpanForm.NumberText, "-7.50", "-7.5")]
    [InlineData(SpanForm.DayFirstDate, "03/04/2026", "2026-04-03")]
    [InlineData(SpanForm.MonthFirstDate, "03/04/2026", "2026-03-04")]
    [InlineData(SpanForm.DayFirstDate, "2026-11-21", "2026-11-21")]
    [InlineData(SpanForm.DayFirstDate, "21.11.26", "2026-11-21")]
    [InlineData(SpanForm.DayFirstDate, "21st of November, 2026", "2026-11-21")]
    [InlineData(SpanForm.MonthFirstDate, "Nov 21 2026", "2026-11-21")]
    [InlineData(SpanForm.DayFirstDate, "3. März 2026", "2026-03-03")]
    public void A_piece_becomes_a_value(SpanForm form, string piece, string value) => Assert.Equal(MemberValue.OfText(value), SpanForms.Apply(form, piece));

    [Theory]
    [InlineData(SpanForm.Digits, "none")]
    [InlineData(SpanForm.Number, "AB-12-3x4")]
    [InlineData(SpanForm.Number, "1,2,34.5.6")]
    [InlineData(SpanForm.Number, "")]
    [InlineData(SpanForm.DayFirstDate, "31/02/2026")]
    [InlineData(SpanForm.DayFirstDate, "21 November")]
    [InlineData(SpanForm.DayFirstDate, "1.2.3.2026")]
    [InlineData(SpanForm.MonthFirstDate, "21/11/2026")]
    public void A_piece_that_cannot_be_read_so_has_no_value(SpanForm form, string piece) => Assert.Null(SpanForms.Apply(form, piece));

    [Fact]
    public void A_number_equals_what_json_has_whatever_its_zeros()
    {
        using var json = System.Text.Json.JsonDocument.Parse("[1234.50, 1234.5, 1.2345e3, 0, 12345678901234567890]");
        Assert.Equal(SpanForms.Apply(SpanForm.Number, "1,234.50"), MemberValue.Of(json.RootElement[0]));
        Assert.Equal(MemberValue.Of(json.RootElement[0]), MemberValue.Of(json.RootElement[1]));
        Assert.Equal(MemberValue.Of(json.RootElement[0]), MemberValue.Of(json.RootElement[2]));
        Assert.Equal("0", MemberValue.Of(json.RootElement[3])!.Value.Text);
        Assert.Equal("12345678901234567890", MemberValue.Of(json.RootElement[4])!.Value.Text);
        Assert.NotEqual(SpanForms.Apply(SpanForm.NumberText, "5"), SpanForms.Apply(SpanForm.Number, "5"));
    }

    [Fact]
    public void A_name_is_read_back_as_the_value_it_was_made_of()
    {
        MemberValue[] values = [MemberValue.Absent, new(ValueKind.Word, "null"), new(ValueKind.Word, "true"), MemberValue.OfText("null"), MemberValue.OfText(""), new(ValueKind.Number, "1.5")];
        foreach (var value in values)
        {
            Assert.Equal(value, MemberValue.OfName(value.Name));
        }

        Assert.Equal(values.Length, values.Select(static value => value.Name).Distinct().Count());
        Assert.Null(MemberValue.OfName(""));
        Assert.Null(MemberValue.OfName("x1"));
        Assert.Null(MemberValue.OfName("wmaybe"));
    }

    [Fact]
    public void Whatever_the_piece_a_value_has_no_letter_and_no_digit_that_is_not_in_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), Gen.Choose(0, SpanForms.Count - 1).ToArbitrary(), static (text, form) =>
        {
            var piece = text is { Length: > SpanFinderLimit } ? text[..SpanFinderLimit] : text ?? "";
            if (SpanForms.Apply((SpanForm)form, piece) is { Kind: ValueKind.Text } value && form < (int)SpanForm.DecimalText)
            {
                var left = piece.ToUpperInvariant();
                foreach (var unit in value.Text.ToUpperInvariant())
                {
                    var at = left.IndexOf(unit, StringComparison.Ordinal);
                    Assert.True(at >= 0, $"form {form}");
                    left = left[(at + 1)..];
                }
            }
        }).QuickCheckThrowOnFailure();

    private const int SpanFinderLimit = 80;
}
