using Clearbar.Configuration;
using Clearbar.Gates.Scoring;
using Clearbar.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Keeps what score gates have learned across restarts: read before the first request, written each minute while it changes and once requests have
/// ended. A file that cannot be read costs what was learned: the gates pass everything until they have been taught again.
/// </summary>
/// <param name="ledger">Holds the data directory's lock, so that this process is the only one that writes the file.</param>
public sealed class ScoreMemory(
    AnswerScores scores, LedgerService ledger, CurrentSnapshot snapshots, TimeProvider clock, ILogger<ScoreMemory> logger) : IHostedService, IDisposable
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
        _timer = clock.CreateTimer(static state => ((ScoreMemory)state!).Save(), this, s_interval, s_interval);
        return Task.CompletedTask;
    }

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
        return Path.Combine(snapshots.Value.Options.DataDirectory, ScoreFile.Name);
    }

    private void Load()
    {
        try
        {
            if (File.Exists(_path))
            {
                scores.Restore(ScoreFile.Load(_path));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            HostingLog.ScoresRefused(logger, _path, e.Message);
        }
    }

    private void Save()
    {
        lock (_gate)
        {
            var learned = scores.Learned;
            if (learned == _saved)
            {
                return;
            }

            try
            {
                ScoreFile.Save(_path, [.. scores.Classes]);
                _saved = learned;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                HostingLog.ScoresNotSaved(logger, _path, e.Message);
            }
        }
    }
}
