using System.Runtime.InteropServices;
using Clearbar.Ledger.Journal;

namespace Clearbar.Ledger;

/// <summary>
/// The records of one transaction gathered by entry, so that an entry opened and settled within it costs one insert. Gathering keeps the
/// store's rules: of several openings or settlements of one entry the first counts.
/// </summary>
public sealed class EntryBatch
{
    private readonly List<Row> _rows = [];
    private readonly Dictionary<Guid, int> _index = [];

    /// <summary>Rows in the order in which their entries first appear.</summary>
    public ReadOnlySpan<Row> Rows => CollectionsMarshal.AsSpan(_rows);

    public void Fill(IReadOnlyList<JournalRecord> records)
    {
        _rows.Clear();
        _index.Clear();
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            ref var row = ref RowOf(record.Opened?.EntryId ?? record.Settled!.EntryId);
            switch (record.Type)
            {
                case JournalRecordType.Opened:
                    row.Opened ??= record.Opened;
                    break;
                case JournalRecordType.Settled:
                    row.Settled ??= record.Settled;
                    break;
                default:
                    row.Abandoned ??= record.Settled;
                    break;
            }
        }
    }

    private ref Row RowOf(Guid id)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, id, out var exists);
        if (!exists)
        {
            index = _rows.Count;
            _rows.Add(new Row { EntryId = id });
        }

        return ref CollectionsMarshal.AsSpan(_rows)[index];
    }

    /// <summary>What one transaction says about one entry.</summary>
    public struct Row
    {
        public required Guid EntryId { get; init; }

        public OpenedEntry? Opened { get; set; }

        public SettledEntry? Settled { get; set; }

        public SettledEntry? Abandoned { get; set; }
    }
}
