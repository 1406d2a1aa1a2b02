using System.Globalization;

namespace Clearbar.Cli.Verbs;

/// <summary>Reads measured gaps between requests, as <c>--gaps</c> writes them.</summary>
internal static class EstimateVerbGaps
{
    // gaps = gap *("," gap)      gap = number ("s" / "m" / "h") [":" weight]      weight = number, 1 when absent

    /// <summary>Reads gaps; false when any of them is not one.</summary>
    public static bool TryParse(string text, out List<(TimeSpan Gap, decimal Weight)> gaps)
    {
        gaps = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var pieces = part.Split(':');
            var weight = 1m;
            if (pieces.Length > 2
                || !TryParseSpan(pieces[0], out var gap)
                || (pieces.Length == 2 && !(TryParseNumber(pieces[1], out weight) && weight > 0)))
            {
                return false;
            }

            gaps.Add((gap, weight));
        }

        return gaps.Count > 0;
    }

    private static bool TryParseSpan(string text, out TimeSpan span)
    {
        span = default;
        long seconds = text.Length == 0 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => 0,
        };
        if (seconds == 0 || !TryParseNumber(text[..^1], out var number) || number > 1_000_000)
        {
            return false;
        }

        span = TimeSpan.FromTicks((long)(number * seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static bool TryParseNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
