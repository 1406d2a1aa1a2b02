using Clearbar.Configuration;
using Clearbar.Configuration.Postgres;
using Clearbar.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>A configuration file that may change while the gateway runs.</summary>
/// <param name="Path">The file that is watched.</param>
/// <param name="Load">Reads and compiles it as at start; null with the errors collected when it is not valid.</param>
/// <param name="Shared">What of it is in the database, and goes into <paramref name="Load"/>; null when all is in the file.</param>
public sealed record ReloadableConfiguration(
    string Path, Func<List<ConfigError>, GatewaySnapshot?> Load, SharedConfiguration? Shared = null)
{
    /// <summary>What messages call it.</summary>
    public string Name => Shared is null ? Path : $"{Path} with {Shared.Name}";
}

/// <summary>
/// Looks at the configuration file and the price file it names every second and swaps the snapshot when one has changed and both are valid; a
/// bad file keeps the old snapshot and says why. Requests under way finish with the snapshot they began with. Polling instead of file events, because editors and mounted volumes
/// replace files in ways that lose them.
/// </summary>
public sealed class ConfigurationReload(
    ReloadableConfiguration configuration, CurrentSnapshot current, CurrentIssuedKeys issued, TimeProvider clock, ILogger<ConfigurationReload> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // One reload at a time: of the file's loop and of the database's.
    private readonly Lock _gate = new();

    // What the snapshot in force was read from.
    private ((DateTime, long) Configuration, (DateTime, long) Prices) _seen = (Stamp(configuration.Path), Stamp(current.Value.Options.PriceFile));
    private (string Name, string Errors) _refusal;

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
        lock (_gate)
        {
            if (Stamps() != _seen)
            {
                Reload();
            }
        }
    }

    /// <summary>Asks the database for another version, and puts it in force.</summary>
    /// <exception cref="SharedConfigurationException">It cannot be read, or the version not be copied for a start without the database.</exception>
    public void LookAtDatabase()
    {
        var shared = configuration.Shared!;
        lock (_gate)
        {
            if (shared.Refresh(Reload))
            {
                shared.KeepCopy();
            }
        }
    }

    private ((DateTime, long) Configuration, (DateTime, long) Prices) Stamps() => (Stamp(configuration.Path), Stamp(current.Value.Options.PriceFile));

    private static (DateTime Written, long Length) Stamp(string? path)
    {
        var file = path is null ? null : new FileInfo(path);
        return file is { Exists: true } ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    /// <summary>False keeps the snapshot that was in force. The same refusal is told once.</summary>
    private bool Reload()
    {
        var prices = current.Value.Options.PriceFile;
        var now = Stamps();
        var isReplaced = TryReload(isChanged: now != _seen);
        _seen = now;
        if (current.Value.Options.PriceFile is var other && other != prices)
        {
            // The configuration names another price file now, which was read just now.
            _seen.Prices = Stamp(other);
        }

        return isReplaced;
    }

    private bool TryReload(bool isChanged)
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

        var old = current.Value.Options;
        if (snapshot is not null && snapshot.Options.Keys.Count == 0 && !issued.Value.EverIssued && !old.Urls.All(static url => url.IsLoopback))
        {
            errors.Add(new ConfigError("keys", "removing the last key would open a port that is not loopback"));
        }

        if (snapshot is null || errors.Count > 0)
        {
            (string Name, string Errors) refusal = (configuration.Name, string.Join("; ", errors));
            if (isChanged || refusal != _refusal)
            {
                HostingLog.ReloadRefused(logger, refusal.Name, refusal.Errors);
            }

            _refusal = refusal;
            return false;
        }

        _refusal = default;
        if (NeedsRestart(old, snapshot.Options))
        {
            HostingLog.NeedsRestart(logger, configuration.Path);
        }

        var prices = current.Value.Prices.Version;
        current.Replace(snapshot);
        HostingLog.Reloaded(logger, configuration.Name);
        if (snapshot.Prices.Version != prices)
        {
            HostingLog.PricesReloaded(logger, snapshot.Prices.Version, prices);
        }

        return true;
    }

    private static bool NeedsRestart(GatewayOptions old, GatewayOptions now) =>
        !old.Urls.SequenceEqual(now.Urls) || old.DataDirectory != now.DataDirectory || old.Fsync != now.Fsync || old.LedgerStore != now.LedgerStore
        || old.KeysPath != now.KeysPath || old.IsConfigurationShared != now.IsConfigurationShared;
}
