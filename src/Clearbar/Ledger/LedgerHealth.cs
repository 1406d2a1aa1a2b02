using Clearbar.Ledger.Journal;

namespace Clearbar.Ledger;

/// <summary>State of the ledger at one moment.</summary>
public sealed record LedgerHealth
{
    public required FsyncPolicy Fsync { get; init; }

    /// <summary>
    /// Records appended by this process that the store does not have yet; in <see cref="Backlog"/> what an earlier process left comes on
    /// top.
    /// </summary>
    public required long UndrainedRecords { get; init; }

    /// <summary>True until everything that earlier processes left is in the store and their unsettled entries are marked.</summary>
    public required bool Backlog { get; init; }

    /// <summary>Why the store could not take the last batch; null when it could.</summary>
    public string? StoreError { get; init; }

    public DateTimeOffset? StoreFailingSince { get; init; }

    /// <summary>Settlements that wait in memory because the journal cannot be written (disk full); 0 when it can.</summary>
    public int OwedSettlements { get; init; }

    /// <summary>Why the last flush of the journal to the disk failed; null when it did not.</summary>
    public string? FsyncError { get; init; }

    /// <summary>Records cut off at start because a power cut had torn them.</summary>
    public int TornRecords { get; init; }

    /// <summary>Stretches of the journal that could not be read since the start; their bytes are kept in <c>.corrupt</c> files.</summary>
    public int DamagedStretches { get; init; }

    /// <summary>Entries of earlier processes marked <see cref="EntryOutcome.Abandoned"/> since the start.</summary>
    public int AbandonedEntries { get; init; }

    /// <summary>The store in use, for example <c>SQLite system 3.40.1</c>.</summary>
    public string? Store { get; init; }
}
