using System.Security.Cryptography;
using System.Text;
using Clearbar.Cli.Verbs;
using Clearbar.Configuration;
using Clearbar.Hosting;
using Clearbar.Ledger;
using Clearbar.Tiers;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// A gateway for one calibration: on a free loopback port, with the owner's configuration, and one key that nobody else has, so that no other
/// process of the machine can spend what is metered here.
/// </summary>
internal sealed class LiveGateway : IAsyncDisposable
{
    private readonly GatewayHost _host;

    private LiveGateway(GatewayHost host, SpendingMeter meter, string key)
    {
        _host = host;
        Meter = meter;
        Key = key;
    }

    public Uri Address => _host.Address;

    public SpendingMeter Meter { get; }

    public string Key { get; }

    /// <summary>The owner's configuration as a calibration runs it; null with all errors collected.</summary>
    /// <param name="data">The ledger's directory.</param>
    /// <param name="key">The one key.</param>
    public static GatewaySnapshot? Load(LiveOptions options, string data, string key, List<ConfigError> errors) => GatewayConfiguration.Load(
        options.Config,
        configured => configured with
        {
            Urls = [new Uri("http://127.0.0.1:0")],
            Tls = null,
            DataDirectory = data,
            // Its own directory is its own ledger; with --data the owner's store is used as 'serve' would use it.
            LedgerStore = options.Data is null ? new LedgerStoreOptions() : configured.LedgerStore,
            Keys = [new KeyOptions("calibrate", SHA256.HashData(Encoding.UTF8.GetBytes(key)))],
            KeysFile = Path.Combine(data, "calibrate-keys.json"),
            Deployments = options.Emulate || configured.Deployments.Count == 0
                ? GatewayConfiguration.DefaultDeployments(options.Emulate, Environment.GetEnvironmentVariable)
                : configured.Deployments,
            // Shadows would spend beside the cap. Requests are told apart from a budget's refusal by their status.
            Learning = null,
            BudgetStatus = 402,
        },
        errors);

    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static bool IsEmulated(GatewaySnapshot snapshot) =>
        snapshot.Options.Deployments.Any(static deployment => deployment.Surface == Surface.Emulator);

    /// <exception cref="HostingException">It cannot start; the message says why.</exception>
    public static async Task<LiveGateway> StartAsync(
        GatewaySnapshot snapshot, string key, FileInfo? answers, TimeProvider time, CancellationToken cancellation)
    {
        SpendingMeter? meter = null;
        var host = await GatewayHost.StartAsync(
            new GatewayHostOptions
            {
                Snapshot = snapshot,
                Clock = time,
                Emulator = new EmulatorOptions { TimeScale = 0, AnswerSheet = answers is null ? null : AnswerSheet.Load(answers.FullName) },
                ConfigureServices = services => services.AddSingleton<ILedger>(
                    provider => meter = new SpendingMeter(provider.GetRequiredService<LedgerService>())),
            },
            cancellation);
        return new LiveGateway(host, meter ?? throw new HostingException("the gateway opened no ledger"), key);
    }

    /// <summary>Open calls end, the ledger drains.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
