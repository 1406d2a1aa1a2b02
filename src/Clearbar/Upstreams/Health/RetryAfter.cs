using System.Globalization;

namespace Clearbar.Upstreams.Health;

/// <summary>
/// How long an upstream asks to be left alone.
/// <code>
/// retry-after-ms = 1*DIGIT [ "." 1*DIGIT ]          ; milliseconds, what Anthropic's and OpenAI's clients look at first
/// retry-after    = 1*DIGIT / HTTP-date              ; seconds (RFC 9110, 10.2.3)
/// </code>
/// </summary>
public static class RetryAfter
{
    /// <summary>Null when neither header says anything that can be read; never negative.</summary>
    public static TimeSpan? Read(string? milliseconds, string? header, DateTimeOffset now)
    {
        if (TryNumber(milliseconds, out var ms))
        {
            return TimeSpan.FromMilliseconds(ms);
        }

        if (TryNumber(header, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParseExact(header, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return date > now ? date - now : TimeSpan.Zero;
        }

        return null;
    }

    /// <summary>A million seconds are more than any upstream means, and keep the arithmetic far from its ends.</summary>
    private static bool TryNumber(string? text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && (value = Math.Min(value, 1e6)) >= 0;
}
