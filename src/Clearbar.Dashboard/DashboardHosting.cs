using Clearbar.Dashboard.Components.Pages;
using Clearbar.Dashboard.Figures;
using Clearbar.Dashboard.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clearbar.Dashboard;

/// <summary>Puts the dashboard into a host. The host registers an <see cref="IDashboardSource"/> as a singleton.</summary>
public static class DashboardHosting
{
    public static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FiguresReader>();
        services.AddSingleton(static provider => new FiguresCache(
            provider.GetRequiredService<FiguresReader>().Read, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DashboardViews>();
    }

    /// <summary>Maps the pages at <c>/</c>, <c>/classes</c>, <c>/models</c>, <c>/keys</c>, <c>/ledger</c> and their two assets.</summary>
    public static void Map(WebApplication app)
    {
        var pages = app.MapGroup(string.Empty).AddEndpointFilter(DashboardDoor.EnterAsync);
        MapPage<OverviewPage>(pages, DashboardPage.Overview);
        MapPage<ClassesPage>(pages, DashboardPage.Classes);
        MapPage<ModelsPage>(pages, DashboardPage.Models);
        MapPage<KeysPage>(pages, DashboardPage.Keys);
        MapPage<LedgerPage>(pages, DashboardPage.Ledger);

        // Not behind the door: they are the same for everyone and say nothing.
        app.MapGet(EmbeddedAsset.Style.Path, EmbeddedAsset.Style.Serve);
        app.MapGet(EmbeddedAsset.Live.Path, EmbeddedAsset.Live.Serve);
    }

    private static void MapPage<TPage>(RouteGroupBuilder pages, DashboardPage page)
        where TPage : IComponent =>
        pages.MapMethods(
            Urls.Path(page),
            [HttpMethods.Get, HttpMethods.Head],
            async (HttpContext http, DashboardViews views) => new PageResult<TPage>(await views.LoadAsync(page, http)));
}
