namespace Clearbar.Ledger.Rollups;

/// <summary>
/// Durations to three significant digits, in whole nanoseconds: fine enough that a percentile read from counted buckets is the percentile of
/// the durations themselves, rounded to three digits (rounding keeps their order), and coarse enough that an hour has some hundred of them.
/// </summary>
public static class GatewayTimeBucket
{
    private const double NanosecondsPerMillisecond = 1e6;
    private const double LongestMilliseconds = 1e9;

    /// <summary>True for entries whose gateway time counts: accepted, and measured.</summary>
    public static bool Counts(EntryFigures entry) => entry.Outcome == EntryOutcome.Accepted && entry.GatewayMs > 0;

    public static long Of(double milliseconds)
    {
        var nanoseconds = Math.Max(1, (long)Math.Round(Math.Min(milliseconds, LongestMilliseconds) * NanosecondsPerMillisecond));
        var unit = 1L;
        while (nanoseconds / unit >= 1000)
        {
            unit *= 10;
        }

        return (nanoseconds + (unit / 2)) / unit * unit;
    }

    public static double ToMilliseconds(long bucket) => bucket / NanosecondsPerMillisecond;
}
