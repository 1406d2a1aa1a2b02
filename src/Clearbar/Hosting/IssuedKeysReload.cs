using Clearbar.Keys;
using Clearbar.Replicas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Looks at the key file every second, so that a revoked key is refused within two, or at the database when somebody says that keys have
/// changed. What cannot be read keeps the keys already loaded and says why, and is tried again at every look.
/// </summary>
/// <param name="keys">The keys in force.</param>
/// <param name="clock">Times the looks.</param>
/// <param name="logger">Is told of changes and problems.</param>
/// <param name="link">Tells of changes in the database; null: the keys are in a file.</param>
public sealed class IssuedKeysReload(CurrentIssuedKeys keys, TimeProvider clock, ILogger<IssuedKeysReload> logger, ReplicaLink? link = null)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private string? _seen;
    private string? _problem;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (keys.Outage is { } outage)
        {
            HostingLog.KeysFromCopy(logger, outage, keys.Value.Count);
        }

        return base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the keys if they have changed since the last look.</summary>
    public void Look()
    {
        try
        {
            var now = keys.Store.Records.Stamp();
            if (now == _seen)
            {
                return;
            }

            keys.Refresh();
            _seen = now;
            _problem = null;
            if (keys.Value.EverIssued)
            {
                HostingLog.KeysLoaded(logger, keys.Store.Name, keys.Value.Count);
            }

            KeepCopy();
        }
        catch (KeyStoreException exception)
        {
            // Said once, not every second.
            if (_problem != exception.Message)
            {
                _problem = exception.Message;
                HostingLog.KeysRefused(logger, exception.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (link is not null)
        {
            await new SharedWatch(link, ReplicaNotice.Keys, clock).RunAsync(Look, stoppingToken);
            return;
        }

        // The file may have changed between the first load and here.
        Look();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void KeepCopy()
    {
        try
        {
            keys.KeepCopy();
        }
        catch (KeyStoreException exception)
        {
            HostingLog.KeysNotCopied(logger, exception.Message);
        }
    }
}
