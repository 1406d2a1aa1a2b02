namespace Clearbar.LocalAnswers.Extraction;

/// <summary>How a piece of a text becomes a value. The numbers are part of the file formats: append only, 16 at most.</summary>
public enum SpanForm : byte
{
    /// <summary>Character by character.</summary>
    AsWritten = 0,

    Upper = 1,

    Lower = 2,

    /// <summary>Letters and digits only: <c>AB-12 3</c> is <c>AB123</c>.</summary>
    Compact = 3,

    CompactUpper = 4,

    CompactLower = 5,

    /// <summary>Digits only: <c>(030) 12-34</c> is <c>0301234</c>.</summary>
    Digits = 6,

    /// <summary>A number as text, decimals as written: <c>€1.234,50</c> is <c>1234.50</c>.</summary>
    DecimalText = 7,

    /// <summary>A number as text, in its shortest form: <c>1,234.50</c> is <c>1234.5</c>.</summary>
    NumberText = 8,

    /// <summary>A number as a JSON number.</summary>
    Number = 9,

    /// <summary>A date as <c>2026-11-21</c>; <c>03/04/2026</c> is the third of April.</summary>
    DayFirstDate = 10,

    /// <summary>A date as <c>2026-11-21</c>; <c>03/04/2026</c> is the fourth of March.</summary>
    MonthFirstDate = 11,
}
