using Clearbar.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Looks at the key file every second, so that a revoked key is refused within two; a file that cannot be read keeps the keys already
/// loaded and says why, and is tried again at every look.
/// </summary>
public sealed class IssuedKeysReload(CurrentIssuedKeys keys, TimeProvider clock, ILogger<IssuedKeysReload> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private (DateTime Written, long Length)? _seen;
    private string? _problem;

    /// <summary>Reads the file if it has changed since the last look.</summary>
    public void Look()
    {
        var file = new FileInfo(keys.Store.Path);
        (DateTime, long) now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (now == _seen)
        {
            return;
        }

        try
        {
            keys.Refresh();
            _seen = now;
            _problem = null;
            if (!keys.Value.EverIssued)
            {
                return;
            }

            HostingLog.KeysLoaded(logger, keys.Store.Path, keys.Value.Count);
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
        // The file may have changed between the first load and here.
        Look();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }
}
