namespace Clearbar.Ledger;

/// <summary>Where a data directory keeps the ledger's files.</summary>
/// <param name="Root">The data directory (<c>--data</c>).</param>
public sealed record LedgerLayout(string Root)
{
    /// <summary>The SQLite store; its <c>-wal</c> and <c>-shm</c> files lie beside it.</summary>
    public string StorePath => Path.Combine(Root, "ledger.db");

    /// <summary>Names the store where it is not <see cref="StorePath"/>; see <see cref="LedgerStores"/>.</summary>
    public string StoreNotePath => Path.Combine(Root, "ledger.store");

    /// <summary>Directory of the journal's segments.</summary>
    public string JournalDirectory => Path.Combine(Root, "journal");

    /// <summary>What the token estimator has learned; no part of the ledger, and safe to delete.</summary>
    public string EstimatesPath => Path.Combine(Root, "estimates.json");

    /// <summary>Held locked by the one process that may write.</summary>
    public string LockPath => Path.Combine(Root, "ledger.lock");

    /// <summary>Says which process holds the lock; only ever read to word a message.</summary>
    public string OwnerPath => Path.Combine(Root, "ledger.owner");
}
