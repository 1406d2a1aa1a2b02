using Clearbar.Ledger.Journal;

namespace Clearbar.Ledger.Rollups;

/// <summary>Whole UTC hours since 1970-01-01T00:00Z, the grain of roll-ups.</summary>
public static class UnixHours
{
    private const long MicrosecondsPerHour = 3_600_000_000;
    private const long HoursPerDay = 24;

    /// <summary>The hour an instant lies in.</summary>
    public static long Of(long microseconds) => FloorDivide(microseconds, MicrosecondsPerHour);

    /// <summary>The first whole hour at or after an instant.</summary>
    public static long AtOrAfter(long microseconds) => -FloorDivide(-microseconds, MicrosecondsPerHour);

    /// <summary>The hour's first microsecond.</summary>
    public static long Start(long hour) => hour * MicrosecondsPerHour;

    /// <summary>The first hour of the UTC day an hour lies in.</summary>
    public static long DayStart(long hour) => FloorDivide(hour, HoursPerDay) * HoursPerDay;

    /// <summary>The first day's beginning at or after an hour.</summary>
    public static long DayStartAtOrAfter(long hour) => -DayStart(-hour);

    /// <summary>The UTC day an hour lies in.</summary>
    public static DateOnly DayOf(long hour) =>
        DateOnly.FromDateTime(UnixMicroseconds.ToInstant(Start(DayStart(hour))).UtcDateTime);

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
