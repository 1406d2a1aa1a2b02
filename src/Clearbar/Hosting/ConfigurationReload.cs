using Clearbar.Configuration;
using Clearbar.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>A configuration file that may change while the gateway runs.</summary>
/// <param name="Path">The file that is watched.</param>
/// <param name="Load">Reads and compiles it as at start; null with the errors collected when it is not valid.</param>
public sealed record ReloadableConfiguration(string Path, Func<List<ConfigError>, GatewaySnapshot?> Load);

/// <summary>
/// Looks at the configuration file and the price file it names every second and swaps the snapshot when one has changed and both are valid; a
/// bad file keeps the old snapshot and says why. Requests under way finish with the snapshot they began with. Polling instead of file events, because editors and mounted volumes
/// replace files in ways that lose them.
/// </summary>
public sealed class ConfigurationReload(
    ReloadableConfiguration configuration, CurrentSnapshot current, CurrentIssuedKeys issued, TimeProvider clock, ILogger<ConfigurationReload> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What the snapshot in force was read from. Touched by the loop of this service only.
    private ((DateTime, long) Configuration, (DateTime, long) Prices) _seen = (Stamp(configuration.Path), Stamp(current.Value.Options.PriceFile));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    /// <summary>Reads the configuration again if it, or the price file in force, has changed since the last look.</summary>
    public void Look()
    {
        var now = Stamps();
        if (now != _seen)
        {
            _seen = now;
            var prices = current.Value.Options.PriceFile;
            Reload();
            if (current.Value.Options.PriceFile is var other && other != prices)
            {
                // The configuration names another price file now, which was read just now.
                _seen.Prices = Stamp(other);
            }
        }
    }

    private ((DateTime, long) Configuration, (DateTime, long) Prices) Stamps() => (Stamp(configuration.Path), Stamp(current.Value.Options.PriceFile));

    private static (DateTime Written, long Length) Stamp(string? path)
    {
        var file = path is null ? null : new FileInfo(path);
        return file is { Exists: true } ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private void Reload()
    {
        var errors = new List<ConfigError>();
        GatewaySnapshot? snapshot = null;
        try
        {
            snapshot = configuration.Load(errors);
        }
        catch (IOException exception)
        {
            errors.Add(new ConfigError("(file)", exception.Message));
        }

        if (snapshot is null)
        {
            HostingLog.ReloadRefused(logger, configuration.Path, string.Join("; ", errors));
            return;
        }

        var old = current.Value.Options;
        if (!old.Urls.SequenceEqual(snapshot.Options.Urls) || old.DataDirectory != snapshot.Options.DataDirectory || old.Fsync != snapshot.Options.Fsync
            || old.LedgerStore != snapshot.Options.LedgerStore || old.KeysPath != snapshot.Options.KeysPath)
        {
            HostingLog.NeedsRestart(logger, configuration.Path);
        }

        if (snapshot.Options.Keys.Count == 0 && !issued.Value.EverIssued && !old.Urls.All(static url => url.IsLoopback))
        {
            HostingLog.ReloadRefused(logger, configuration.Path, "keys: removing the last key would open a port that is not loopback");
            return;
        }

        var prices = current.Value.Prices.Version;
        current.Replace(snapshot);
        HostingLog.Reloaded(logger, configuration.Path);
        if (snapshot.Prices.Version != prices)
        {
            HostingLog.PricesReloaded(logger, snapshot.Prices.Version, prices);
        }
    }
}
