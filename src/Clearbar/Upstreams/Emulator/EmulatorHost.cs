using Clearbar.Hosting.Listening;
using Clearbar.Upstreams.Emulator.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clearbar.Upstreams.Emulator;

/// <summary>
/// A running emulator on its own Kestrel. It reads no configuration file or environment variable of the process around it and does not
/// listen to its signals: embedded in a gateway it outlives the gateway's own shutdown until it is disposed.
/// </summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    /// <summary>Largest request the Anthropic API takes: 32 MB (Anthropic errors page, Aug 2026).</summary>
    internal const long MaximumBodyBytes = 32L * 1024 * 1024;

    private readonly WebApplication _app;

    private EmulatorHost(WebApplication app, EmulatorBill bill, Uri address)
    {
        _app = app;
        Bill = bill;
        BaseAddress = address;
    }

    /// <summary>Where it listens; with several addresses the first.</summary>
    public Uri BaseAddress { get; }

    public EmulatorBill Bill { get; }

    /// <summary>Starts an emulator; when it returns, calls are answered.</summary>
    /// <exception cref="IOException">An address is in use.</exception>
    /// <exception cref="Clearbar.Hosting.HostingException">An address is none.</exception>
    public static async Task<EmulatorHost> StartAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.TimeScale);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Use(ConnectionCut.Middleware));
            kestrel.AddServerHeader = false;
            // Ours is held against the body as it is read: Kestrel's own would cut the connection, and a client that still writes would never read the 413.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var ports = new List<SharedPort>();
        foreach (var url in options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            ports.Add(builder.WebHost.UseSharedPlaintextPort(ListenAddress.EndPointOf(ListenAddress.Parse(url))));
        }

        var app = builder.Build();
        try
        {
            var bill = app.UseEmulator(options);
            await app.StartAsync(cancellationToken);
            return new EmulatorHost(app, bill, new Uri($"http://{await ports[0].Bound}"));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops listening and breaks off what is still being answered.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Leaves signals to the process that owns this host.</summary>
    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
