using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Microsoft.Data.Sqlite;

namespace Clearbar.Tests.Ledger;

/// <summary>A store in memory that, when it crashes, forgets every transaction that did not have to be durable.</summary>
public sealed class ForgetfulStore : ILedgerStore
{
    private readonly HashSet<Guid> _durable = [];
    private JournalPosition? _position;
    private JournalPosition? _durablePosition;
    private bool _crashed;

    public HashSet<Guid> Entries { get; } = [];

    public void Crash()
    {
        Entries.IntersectWith(_durable);
        _position = _durablePosition;
        _crashed = true;
    }

    public JournalPosition? DrainedUpTo(Guid journalId) => _position;

    public void Apply(Guid journalId, IReadOnlyList<JournalRecord> records, JournalPosition drained, bool durable)
    {
        if (_crashed)
        {
            _crashed = false;
            throw new SqliteException("the server crashed", 1);
        }

        Entries.UnionWith(records.Select(static record => record.Opened?.EntryId ?? record.Settled!.EntryId));
        _position = drained;
        if (durable)
        {
            _durable.UnionWith(Entries);
            _durablePosition = drained;
        }
    }

    public IReadOnlyList<UnsettledEntry> ReadUnsettled(Guid journalId) => [];

    public void Dispose()
    {
        // The next opening of the store is this one again.
    }
}
