namespace Clearbar.Ledger;

/// <summary>
/// The ledger as the request's journey sees it. Both calls return once the record is in the journal (a completed <c>write</c>; <c>fsync</c> by
/// policy), never after a round trip to the store, and may be called from any thread.
/// </summary>
public interface ILedger
{
    /// <summary>Opens an entry. After it returns, the attempt may be sent. Throws <see cref="LedgerUnavailableException"/> when it cannot be recorded.</summary>
    void Open(OpenedEntry entry);

    /// <summary>Settles an entry. After it returns, the client may see the last byte.</summary>
    void Settle(SettledEntry entry);
}
