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
/// Looks at the configuration file every second and swaps the snapshot when it has changed and is valid; a bad file keeps the old snapshot and
/// says why. Requests under way finish with the snapshot they began with. Polling instead of file events, because editors and mounted volumes
/// replace files in ways that lose them.
/// </summary>
public sealed class ConfigurationReload(
    ReloadableConfiguration configuration, CurrentSnapshot current, CurrentIssuedKeys issued, TimeProvider clock, ILogger<ConfigurationReload> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = Stamp();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = Stamp();
            if (now != seen)
            {
                seen = now;
                Reload();
            }
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(configuration.Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
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

        current.Replace(snapshot);
        HostingLog.Reloaded(logger, configuration.Path);
    }
}
