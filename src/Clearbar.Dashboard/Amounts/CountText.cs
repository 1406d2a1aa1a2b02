using System.Globalization;

namespace Clearbar.Dashboard.Amounts;

/// <summary>Words counts, times and instants, in the invariant culture and UTC.</summary>
public static class CountText
{
    public static string Of(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun, for example <c>1 attempt</c> or <c>2,000 attempts</c>.</summary>
    public static string Of(long count, string singular, string? plural = null) =>
        Of(count) + " " + (count == 1 ? singular : plural ?? singular + "s");

    /// <summary>A large count in three digits, for example <c>1.23M</c>.</summary>
    public static string Short(long count) => count switch
    {
        < 10_000 => Of(count),
        < 1_000_000 => (count / 1_000m).ToString("0.0", CultureInfo.InvariantCulture) + "k",
        < 1_000_000_000 => (count / 1_000_000m).ToString("0.00", CultureInfo.InvariantCulture) + "M",
        _ => (count / 1_000_000_000m).ToString("0.00", CultureInfo.InvariantCulture) + "G",
    };

    public static string Milliseconds(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " ms";

    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
