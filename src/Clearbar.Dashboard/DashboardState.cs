using System.Globalization;
using Clearbar.Dashboard.Figures;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Dashboard;

/// <summary>Everything a link to the dashboard says.</summary>
/// <param name="Page">The page.</param>
/// <param name="Period">Stretch of time shown.</param>
/// <param name="Baseline">Model compared with; null for the gateway's default.</param>
/// <param name="Sheet">Which part of a long table, from 1.</param>
/// <param name="Live">Whether the page renews itself.</param>
public sealed record DashboardState(DashboardPage Page, Period Period, string? Baseline, int Sheet, bool Live)
{
    public const Period DefaultPeriod = Period.Week;

    /// <summary>
    /// Reads a query: <c>[?period=24h|7d|30d|90d|all][&amp;baseline=MODEL][&amp;page=N][&amp;live=1]</c>. What is not understood is taken
    /// as not said, so that an old bookmark still opens.
    /// </summary>
    public static DashboardState Parse(DashboardPage page, IQueryCollection query, IReadOnlyList<string> baselines)
    {
        var period = DefaultPeriod;
        foreach (var candidate in Periods.Every)
        {
            if (string.Equals(query[Urls.PeriodKey], Periods.Key(candidate), StringComparison.Ordinal))
            {
                period = candidate;
            }
        }

        string? baseline = query[Urls.BaselineKey];
        var sheetIsKnown = int.TryParse(query[Urls.SheetKey], NumberStyles.None, CultureInfo.InvariantCulture, out var sheet) && sheet > 0;
        return new DashboardState(
            page,
            period,
            baseline is not null && baselines.Contains(baseline, StringComparer.Ordinal) ? baseline : null,
            sheetIsKnown ? sheet : 1,
            string.Equals(query[Urls.LiveKey], "1", StringComparison.Ordinal));
    }
}
