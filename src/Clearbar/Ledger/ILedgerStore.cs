using Clearbar.Ledger.Journal;
using Clearbar.Pricing;

namespace Clearbar.Ledger;

/// <summary>An entry that was opened and never settled.</summary>
public readonly record struct UnsettledEntry(Guid EntryId, Usd? Ceiling);

/// <summary>
/// Where the journal is drained to. Applying records is idempotent by entry id: the first opening and the first settlement of an entry
/// win, a settlement replaces an abandonment, in whatever order they come; the hourly roll-ups change in the same transaction. Used by one thread at a time; throws
/// <see cref="System.Data.Common.DbException"/> when the store cannot be used now, after which the caller disposes it and opens another.
/// </summary>
public interface ILedgerStore : IDisposable
{
    /// <summary>How far this journal has been drained; null when the store has never seen it.</summary>
    JournalPosition? DrainedUpTo(Guid journalId);

    /// <summary>
    /// Applies records and moves the drained position in one transaction. With <paramref name="durable"/> everything committed so far is
    /// on the disk when it returns, so that the journal's files before the position may go.
    /// </summary>
    void Apply(Guid journalId, IReadOnlyList<JournalRecord> records, JournalPosition drained, bool durable);

    /// <summary>Entries that this journal opened and nothing has settled.</summary>
    IReadOnlyList<UnsettledEntry> ReadUnsettled(Guid journalId);
}
