using System.Data.Common;
using Clearbar.Dashboard.Figures;
using Clearbar.Ledger;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Dashboard.Views;

/// <summary>Makes views for requests.</summary>
public sealed class DashboardViews(IDashboardSource source, FiguresCache cache)
{
    public async Task<DashboardView> LoadAsync(DashboardPage page, HttpContext http)
    {
        var baselines = source.Baselines;
        var state = DashboardState.Parse(page, http.Request.Query, baselines);
        var baseline = state.Baseline ?? (baselines.Count > 0 ? baselines[0] : null);
        LedgerFigures? figures = null;
        string? problem = null;
        try
        {
            figures = await cache.GetAsync(new FiguresRequest(source.LedgerDirectory, state.Period, baseline), http.RequestAborted);
        }
        catch (Exception e) when (e is DbException or LedgerSchemaException or IOException)
        {
            problem = e.Message;
        }

        return new DashboardView
        {
            State = state,
            Baselines = baselines,
            Baseline = baseline,
            GatewayAddress = $"{http.Request.Scheme}://{http.Request.Host}",
            Figures = figures,
            Problem = problem,
            Emulation = EmulationNotice.Of(figures, source.Emulated),
            Health = HealthLine.Of(source.Health, figures?.Total),
        };
    }
}
