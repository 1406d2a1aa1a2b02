namespace Clearbar.Dashboard.Figures;

/// <summary>Names and lengths of periods.</summary>
public static class Periods
{
    public static IReadOnlyList<Period> Every { get; } = [Period.Day, Period.Week, Period.Month, Period.Quarter, Period.All];

    /// <summary>The period as it stands in a URL.</summary>
    public static string Key(Period period) => period switch
    {
        Period.Day => "24h",
        Period.Week => "7d",
        Period.Month => "30d",
        Period.Quarter => "90d",
        _ => "all",
    };

    /// <summary>The period in a sentence after "in".</summary>
    public static string Words(Period period) => period switch
    {
        Period.Day => "the last 24 hours",
        Period.Week => "the last 7 days",
        Period.Month => "the last 30 days",
        Period.Quarter => "the last 90 days",
        _ => "the whole ledger",
    };

    /// <summary>The first instant of the period; null for the ledger's beginning.</summary>
    public static DateTimeOffset? Start(Period period, DateTimeOffset now) => period switch
    {
        Period.Day => now.AddDays(-1),
        Period.Week => now.AddDays(-7),
        Period.Month => now.AddDays(-30),
        Period.Quarter => now.AddDays(-90),
        _ => null,
    };
}
