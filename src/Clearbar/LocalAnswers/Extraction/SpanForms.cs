using System.Globalization;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Makes values of pieces of a text. A value says nothing that is not in its piece.</summary>
public static class SpanForms
{
    /// <summary>Forms there are.</summary>
    public const int Count = 12;

    /// <summary>The value of a piece in a form; null when the piece cannot be read so.</summary>
    public static MemberValue? Apply(SpanForm form, ReadOnlySpan<char> piece) => form switch
    {
        SpanForm.AsWritten => MemberValue.OfText(piece.ToString()),
        SpanForm.Upper => MemberValue.OfText(piece.ToString().ToUpperInvariant()),
        SpanForm.Lower => MemberValue.OfText(piece.ToString().ToLowerInvariant()),
        SpanForm.Compact => Kept(piece, char.IsLetterOrDigit, static unit => unit),
        SpanForm.CompactUpper => Kept(piece, char.IsLetterOrDigit, char.ToUpperInvariant),
        SpanForm.CompactLower => Kept(piece, char.IsLetterOrDigit, char.ToLowerInvariant),
        SpanForm.Digits => Kept(piece, char.IsAsciiDigit, static unit => unit),
        SpanForm.DecimalText => WrittenNumber.TryRead(piece, out var number, out var decimals)
            ? MemberValue.OfText(number.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            : null,
        SpanForm.NumberText => WrittenNumber.TryRead(piece, out var number, out _) ? MemberValue.OfText(MemberValue.Shortest(number)) : null,
        SpanForm.Number => WrittenNumber.TryRead(piece, out var number, out _) ? new MemberValue(ValueKind.Number, MemberValue.Shortest(number)) : null,
        SpanForm.DayFirstDate => Iso(piece, dayFirst: true),
        SpanForm.MonthFirstDate => Iso(piece, dayFirst: false),
        _ => null,
    };

    /// <summary>Every form in which the piece is this value, as bits by form; 0 when none.</summary>
    public static ushort Matching(ReadOnlySpan<char> piece, MemberValue value)
    {
        if (value.Kind is not (ValueKind.Text or ValueKind.Number) || value.Text.Length == 0)
        {
            return 0;
        }

        var forms = 0;
        for (var form = 0; form < Count; form++)
        {
            if (((SpanForm)form == SpanForm.Number) == (value.Kind == ValueKind.Number) && Apply((SpanForm)form, piece) == value)
            {
                forms |= 1 << form;
            }
        }

        return (ushort)forms;
    }

    private static MemberValue? Kept(ReadOnlySpan<char> piece, Func<char, bool> keeps, Func<char, char> becomes)
    {
        Span<char> kept = stackalloc char[SpanFinder.LongestSpan];
        var length = 0;
        foreach (var unit in piece)
        {
            if (keeps(unit) && length < kept.Length)
            {
                kept[length++] = becomes(unit);
            }
        }

        return length == 0 ? null : MemberValue.OfText(kept[..length].ToString());
    }

    private static MemberValue? Iso(ReadOnlySpan<char> piece, bool dayFirst) =>
        WrittenDate.TryRead(piece, dayFirst, out var date) ? MemberValue.OfText(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null;
}
