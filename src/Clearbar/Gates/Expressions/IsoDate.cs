using System.Globalization;

namespace Clearbar.Gates.Expressions;

/// <summary>
/// Dates as ISO 8601 writes them (the profile of RFC 3339, and its date alone):
/// <code>
/// date = YYYY "-" MM "-" DD [ ("T" / " ") hh ":" mm [ ":" ss [ "." 1*7DIGIT ] ] [ "Z" / ("+" / "-") hh ":" mm ] ]
/// </code>
/// Without an offset it is taken as UTC.
/// </summary>
internal static class IsoDate
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd' 'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
    ];

    public static bool TryRead(string text, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    /// <summary>Two dates by time; anything else letter by letter.</summary>
    public static int Compare(string first, string second) =>
        TryRead(first, out var earlier) && TryRead(second, out var later) ? earlier.CompareTo(later) : string.CompareOrdinal(first, second);
}
