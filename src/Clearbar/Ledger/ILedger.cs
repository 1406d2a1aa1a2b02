namespace Clearbar.Ledger;

/// <summary>
/// The ledger as the request's journey sees it. Both calls return once the record is in the journal (a completed <c>write</c>; <c>fsync</c> by
/// policy), never after a round trip to the store, and may be called from any thread.
/// </summary>
public interface ILedger
{
    /// <summary>Opens an entry. After it returns, the attempt may be sent. Throws <see cref="LedgerUnavailableException"/> when it cannot be recorded.</summary>
    void Open(OpenedEntry entry);

    /// <summary>
    /// Settles an entry. After it returns, the client may see the last byte. Throws <see cref="LedgerUnavailableException"/> when it cannot be recorded.
    /// </summary>
    void Settle(SettledEntry entry);

    /// <summary>
    /// Keeps a settlement that <see cref="Settle"/> could not record and records it as soon as that works again; never throws for a journal that
    /// cannot be written. If the process is killed before, the entry becomes an abandoned one at its ceiling, like any other.
    /// </summary>
    void SettleLater(SettledEntry entry);
}
