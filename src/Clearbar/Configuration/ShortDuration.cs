using System.Globalization;

namespace Clearbar.Configuration;

/// <summary>
/// A duration as people write it in a header.
/// <code>duration = digits [ "." digits ] ( "ms" / "s" )   ; for example 800ms, 2s, 1.5s</code>
/// </summary>
public static class ShortDuration
{
    /// <summary>The longest that is taken: no request lives longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const int MaxDigits = 12;

    /// <summary>False for anything else, for zero and for more than <see cref="Longest"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? "ms" : text.EndsWith('s') ? "s" : "";
        var number = text[..^unit.Length];
        duration = TimeSpan.Zero;
        if (number.Length > MaxDigits || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || unit.Length == 0)
        {
            return false;
        }

        duration = new TimeSpan((long)(count * (unit == "ms" ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerSecond)));
        return duration > TimeSpan.Zero && duration <= Longest;
    }
}
