using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Configuration;
using Clearbar.Hosting;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Upstreams.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearbar.EndToEnd.Harness;

/// <summary>
/// A real gateway on a free loopback port, in this process, with a temporary ledger. Its upstream is the embedded emulator or a
/// <see cref="FakeUpstream"/> whose behaviour the test scripts.
/// </summary>
public sealed class GatewayHarness : IAsyncDisposable
{
    private readonly string _directory;
    private bool _isStopped;

    private GatewayHarness(GatewayHost host, string directory, CapturedLogs logs)
    {
        Host = host;
        _directory = directory;
        Logs = logs;
        Http = new HttpClient { BaseAddress = host.Address };
    }

    public GatewayHost Host { get; }

    public CapturedLogs Logs { get; }

    /// <summary>A plain HTTP/1.1 client of the gateway.</summary>
    public HttpClient Http { get; }

    public Uri Address => Host.Address;

    public string LedgerDirectory => Path.Combine(_directory, "ledger");

    /// <summary>Starts a gateway in front of its own emulator.</summary>
    /// <param name="configure">Changes the configuration before it is read, as a user would write it.</param>
    public static Task<GatewayHarness> StartAsync(Action<JsonObject>? configure = null, EmulatorOptions? emulator = null) =>
        StartAsync(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = "embedded" }, configure, emulator);

    /// <summary>Starts a gateway in front of a scripted upstream.</summary>
    public static Task<GatewayHarness> StartAsync(FakeUpstream upstream, Action<JsonObject>? configure = null) =>
        StartAsync(DeploymentAt(upstream.Address), configure);

    /// <summary>Everything the ledger knows, drained into the store first.</summary>
    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync()
    {
        await Host.Ledger.FlushAsync(CancellationToken.None);
        return LedgerRow.ReadAll(new LedgerLayout(LedgerDirectory).StorePath);
    }

    /// <summary>The ledger once nothing on it is open any more: where the client is gone nobody waits for the settlement.</summary>
    public async Task<IReadOnlyList<LedgerRow>> SettledLedgerAsync(int entries = 1)
    {
        IReadOnlyList<LedgerRow> rows = [];
        await Eventually.TrueAsync(
            async () => (rows = await LedgerAsync()).Count == entries && rows.All(row => row.Outcome != EntryOutcome.Open),
            $"{entries} entries are settled");
        return rows;
    }

    /// <summary>The ledger's report over everything.</summary>
    public async Task<LedgerReport> ReportAsync(ReportGrouping grouping = ReportGrouping.Class)
    {
        await Host.Ledger.FlushAsync(CancellationToken.None);
        return LedgerReport.Read(new LedgerLayout(LedgerDirectory).StorePath, new ReportQuery { GroupBy = grouping });
    }

    /// <summary>Stops the gateway as the end of its process would; its ledger is still there to be read.</summary>
    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await Host.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A deployment as configured: a scripted upstream that stands in for Bedrock.</summary>
    public static JsonObject DeploymentAt(Uri address) => new() { ["name"] = "fake", ["surface"] = "emulator", ["url"] = address.ToString() };

    /// <summary>Starts a gateway in front of any deployment, written as in a configuration.</summary>
    public static async Task<GatewayHarness> StartAsync(
        JsonObject deployment,
        Action<JsonObject>? configure,
        EmulatorOptions? emulator = null,
        TimeProvider? clock = null,
        Action<WebApplication>? configureApp = null,
        Action<IServiceCollection>? configureServices = null)
    {
        var directory = Directory.CreateTempSubdirectory("clearbar-test-").FullName;
        var config = new JsonObject
        {
            ["urls"] = new JsonArray("http://127.0.0.1:0"),
            ["data"] = "ledger",
            ["deployments"] = new JsonArray(deployment),
        };
        configure?.Invoke(config);
        var errors = new List<ConfigError>();
        var options = ConfigurationReader.Read(config.ToJsonString(JsonSerializerOptions.Default), directory, errors);
        var snapshot = SnapshotCompiler.Compile(options, errors);
        Assert.True(snapshot is not null, string.Join('\n', errors));
        var logs = new CapturedLogs();
        var host = await GatewayHost.StartAsync(
            new GatewayHostOptions
            {
                Snapshot = snapshot,
                Emulator = emulator ?? new EmulatorOptions { TimeScale = 0 },
                Clock = clock ?? TimeProvider.System,
                ConfigureServices = services =>
                {
                    services.AddSingleton<ILoggerProvider>(logs);
                    configureServices?.Invoke(services);
                },
                ConfigureApp = configureApp,
            },
            TestContext.Current.CancellationToken);
        return new GatewayHarness(host, directory, logs);
    }
}
