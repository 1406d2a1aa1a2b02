using System.Net;
using Clearbar.Dashboard;
using Clearbar.Ledger;
using Clearbar.Tests.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Dashboard;

/// <summary>The dashboard on Kestrel at a free loopback port, over a ledger of its own.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app, DataDirectory data, LedgerService ledger)
    {
        _app = app;
        _data = data;
        Ledger = ledger;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public LedgerService Ledger { get; }

    public HttpClient Client { get; }

    /// <summary>Starts over a ledger that <paramref name="fill"/> has written.</summary>
    public static async Task<DashboardHost> StartAsync(
        Action<LedgerService>? fill = null, Func<string, LedgerService, IDashboardSource>? source = null)
    {
        var data = new DataDirectory();
        var ledger = LedgerService.Open(
            new LedgerOptions { DataDirectory = data.Root }, TimeProvider.System, NullLogger<LedgerService>.Instance);
        fill?.Invoke(ledger);
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(source?.Invoke(data.Root, ledger) ?? new TestSource(data.Root, ledger));
        DashboardHosting.AddServices(builder.Services);
        var app = builder.Build();
        DashboardHosting.Map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new DashboardHost(app, data, ledger);
    }

    /// <summary>The page's text; fails when it is not 200.</summary>
    public async Task<string> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text}");
        return text;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Ledger.DisposeAsync();
        _data.Dispose();
    }
}
