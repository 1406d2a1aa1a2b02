using Clearbar.Configuration;
using Clearbar.Gates.Scoring;
using Clearbar.Ledger;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Keeps what score gates have learned across restarts: read before the first request, written each minute while it changes and once requests have
/// ended. A file that cannot be read costs what was learned: the gates pass everything until they have been taught again.
/// </summary>
/// <param name="ledger">Holds the data directory's lock, so that this process is the only one that writes the file.</param>
public sealed class ScoreMemory(
    AnswerScores scores, LedgerService ledger, CurrentSnapshot snapshots, TimeProvider clock, ILogger<ScoreMemory> logger) : LearnedMemory(clock)
{
    private readonly string _path = PathOf(ledger, snapshots);

    protected override long Learned => scores.Learned;

    private static string PathOf(LedgerService ledger, CurrentSnapshot snapshots)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(snapshots);
        return Path.Combine(snapshots.Value.Options.DataDirectory, ScoreFile.Name);
    }

    protected override void Load()
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

    protected override bool TryWrite()
    {
        try
        {
            ScoreFile.Save(_path, [.. scores.Classes]);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            HostingLog.ScoresNotSaved(logger, _path, e.Message);
            return false;
        }
    }
}
