using Clearbar.Ledger.Journal;

namespace Clearbar.Ledger;

/// <summary>How the ledger of one data directory is kept.</summary>
public sealed record LedgerOptions
{
    /// <summary>The data directory; created when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Which store the journal is drained into.</summary>
    public LedgerStoreOptions Store { get; init; } = new();

    /// <summary>When the journal is forced to the disk.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Interval;

    /// <summary>Time between flushes under <see cref="FsyncPolicy.Interval"/>: what a power cut can take. Default 1 s.</summary>
    public TimeSpan FsyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the journal is drained into the store: what a report can lag behind. Default 200 ms.</summary>
    public TimeSpan DrainInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Records per store transaction at most. Default 4,096.</summary>
    public int DrainBatch { get; init; } = 4096;

    /// <summary>Size at which a journal segment is closed and the next begun. Default 64 MiB.</summary>
    public long MaxSegmentBytes { get; init; } = 64L << 20;

    /// <summary>First wait after the store failed; doubles with each failure up to <see cref="MaxRetryDelay"/>. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between tries of a failing store. Default 10 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);
}
