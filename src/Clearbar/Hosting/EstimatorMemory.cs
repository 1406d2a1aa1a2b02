using Clearbar.Configuration;
using Clearbar.Ledger;
using Clearbar.Tokens;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Keeps what the token estimator has learned across restarts: read before the first request, written each minute while it changes and once
/// requests have ended. A file that cannot be read or written costs estimates their accuracy and nothing else.
/// </summary>
/// <param name="ledger">Holds the data directory's lock, so that this process is the only one that writes the file.</param>
public sealed class EstimatorMemory(
    TokenEstimator estimator, LedgerService ledger, CurrentSnapshot snapshots, TimeProvider clock, ILogger<EstimatorMemory> logger) : LearnedMemory(clock)
{
    private readonly string _path = PathOf(ledger, snapshots);

    protected override long Learned => estimator.Requests;

    private static string PathOf(LedgerService ledger, CurrentSnapshot snapshots)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(snapshots);
        return new LedgerLayout(snapshots.Value.Options.DataDirectory).EstimatesPath;
    }

    protected override void Load()
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
            HostingLog.EstimatesLoaded(logger, _path, known.Classes.Count());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            HostingLog.EstimatesRefused(logger, _path, e.Message);
        }
    }

    protected override bool TryWrite()
    {
        var made = _path + ".new";
        try
        {
            using (var file = File.Create(made))
            {
                file.Write(EstimatorFile.Write(estimator));
                file.Flush(flushToDisk: true);
            }

            File.Move(made, _path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            HostingLog.EstimatesNotSaved(logger, _path, e.Message);
            return false;
        }
    }
}
