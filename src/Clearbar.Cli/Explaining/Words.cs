using System.Globalization;

namespace Clearbar.Cli.Explaining;

/// <summary>Numbers and instants in sentences, the same in every culture.</summary>
internal static class Words
{
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff' UTC'", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 request</c>, <c>1,234 requests</c>.</summary>
    public static string Count(long count, string noun) => Text($"{count:N0} {noun}") + (count == 1 ? "" : "s");

    /// <summary>A share of a whole in percent; of nothing it is 0.</summary>
    public static string Share(decimal part, decimal whole) => Text($"{(whole == 0 ? 0 : part / whole):P1}");
}
