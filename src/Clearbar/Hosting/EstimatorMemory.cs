using Clearbar.Configuration;
using Clearbar.Ledger;
using Clearbar.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Keeps what the token estimator has learned across restarts: read before the first request, written each minute while it changes and once
/// requests have ended. A file that cannot be read or written costs estimates their accuracy and nothing else.
/// </summary>
/// <param name="ledger">Holds the data directory's lock, so that this process is the only one that writes the file.</param>
public sealed class EstimatorMemory(
    TokenEstimator estimator, LedgerService ledger, CurrentSnapshot snapshots, TimeProvider clock, ILogger<EstimatorMemory> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly string _path = PathOf(ledger, snapshots);

    // Serialises saving; guards the fields below.
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _saved;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Load();
        _timer = clock.CreateTimer(static state => ((EstimatorMemory)state!).Save(), this, s_interval, s_interval);
        return Task.CompletedTask;
    }

    /// <summary>The server has stopped before: hosted services stop in the reverse of the order they start in, and it starts last.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        Save();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private static string PathOf(LedgerService ledger, CurrentSnapshot snapshots)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(snapshots);
        return new LedgerLayout(snapshots.Value.Options.DataDirectory).EstimatesPath;
    }

    private void Load()
    {
        try
        {
            var file = new FileInfo(_path);
            if (!file.Exists)
            {
                return;
            }

            if (file.Length > EstimatorFile.MaxBytes)
            {
                throw new InvalidDataException($"it has {file.Length} bytes, more than {EstimatorFile.MaxBytes}");
            }

            var known = EstimatorFile.Read(File.ReadAllBytes(_path));
            estimator.Merge(known);
            _saved = estimator.Requests;
            HostingLog.EstimatesLoaded(logger, _path, known.Classes.Count());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            HostingLog.EstimatesRefused(logger, _path, e.Message);
        }
    }

    /// <summary>Replaces the file at once, so that a crash leaves the old one or the new one.</summary>
    private void Save()
    {
        lock (_gate)
        {
            var requests = estimator.Requests;
            if (requests == _saved)
            {
                return;
            }

            var made = _path + ".new";
            try
            {
                using (var file = File.Create(made))
                {
                    file.Write(EstimatorFile.Write(estimator));
                    file.Flush(flushToDisk: true);
                }

                File.Move(made, _path, overwrite: true);
                _saved = requests;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                HostingLog.EstimatesNotSaved(logger, _path, e.Message);
            }
        }
    }
}
