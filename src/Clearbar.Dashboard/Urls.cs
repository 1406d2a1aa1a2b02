using System.Globalization;
using System.Text;
using Clearbar.Dashboard.Figures;

namespace Clearbar.Dashboard;

/// <summary>The only place that knows the dashboard's addresses.</summary>
public static class Urls
{
    public const string PeriodKey = "period";
    public const string BaselineKey = "baseline";
    public const string SheetKey = "page";
    public const string LiveKey = "live";
    public const string StyleSheet = "/clearbar/dashboard/dashboard.css";
    public const string LiveScript = "/clearbar/dashboard/live.js";

    /// <summary>Path of a page.</summary>
    public static string Path(DashboardPage page) => page switch
    {
        DashboardPage.Classes => "/classes",
        DashboardPage.Models => "/models",
        DashboardPage.Keys => "/keys",
        DashboardPage.Ledger => "/ledger",
        _ => "/",
    };

    /// <summary>Address of a state; defaults are left out.</summary>
    public static string Of(DashboardState state)
    {
        var url = new StringBuilder(Path(state.Page));
        var separator = '?';
        if (state.Period != DashboardState.DefaultPeriod)
        {
            Append(PeriodKey, Periods.Key(state.Period));
        }

        if (state.Baseline is not null)
        {
            Append(BaselineKey, Uri.EscapeDataString(state.Baseline));
        }

        if (state.Sheet > 1)
        {
            Append(SheetKey, state.Sheet.ToString(CultureInfo.InvariantCulture));
        }

        if (state.Live)
        {
            Append(LiveKey, "1");
        }

        return url.ToString();

        void Append(string key, string value)
        {
            url.Append(separator).Append(key).Append('=').Append(value);
            separator = '&';
        }
    }

    /// <summary>Address of an asset, with its content's hash so that it can be kept for ever.</summary>
    public static string Of(EmbeddedAsset asset) => $"{asset.Path}?v={asset.Hash}";
}
