using System.Runtime.InteropServices;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Rollups;
using Npgsql;

namespace Clearbar.Ledger.Postgres;

/// <summary>
/// The store several gateways share: one PostgreSQL database, one connection per gateway. Each batch is one transaction together with its
/// journal's position. A commit does not wait for the server's disk except where journal files are deleted after it: if the server crashes,
/// the store falls back by some transactions, the position with it, and the journal is drained again from there.
/// </summary>
public sealed class PostgresLedgerStore : ILedgerStore
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgresPartitions _partitions;
    private readonly PostgresEntries _entries;
    private readonly PostgresRollups _rollups;
    private readonly EntryBatch _batch = new();
    private readonly RollupDelta _delta = new();
    private readonly Dictionary<DateOnly, List<Guid>> _days = [];
    private readonly Dictionary<Guid, EntryFigures> _found = [];
    private readonly List<PostgresChange> _new = [];
    private readonly List<PostgresChange> _changed = [];

    private PostgresLedgerStore(NpgsqlConnection connection, int? retentionDays, TimeProvider time)
    {
        _connection = connection;
        _partitions = new PostgresPartitions(connection, retentionDays, time);
        _entries = new PostgresEntries(connection);
        _rollups = new PostgresRollups(connection);
        _partitions.Prepare([]);
    }

    /// <summary>Opens or creates the store.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="retentionDays">How many days before today entries are kept; null for ever.</param>
    /// <param name="time">Says which day today is.</param>
    /// <exception cref="LedgerSchemaException">Its schema is not one this version can work on.</exception>
    /// <exception cref="NpgsqlException">The server cannot be used now.</exception>
    public static PostgresLedgerStore Open(PostgresAddress address, int? retentionDays, TimeProvider time)
    {
        var connection = address.Connect();
        try
        {
            PostgresSchema.Ensure(connection, address);
            return new PostgresLedgerStore(connection, retentionDays, time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public JournalPosition? DrainedUpTo(Guid journalId)
    {
        using var command = _connection.Command("SELECT segment, \"offset\" FROM drained WHERE journal_id = @id", ("id", journalId));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new JournalPosition(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    public void Apply(Guid journalId, IReadOnlyList<JournalRecord> records, JournalPosition drained, bool durable)
    {
        _batch.Fill(records);
        GroupByDay();
        _partitions.Prepare(_days.Keys);
        using var transaction = _connection.BeginTransaction();
        if (!durable)
        {
            _connection.Run("SET LOCAL synchronous_commit = off");
        }

        var journal = MovePosition(journalId, drained);
        Decide();
        _entries.Insert(journal, _new);
        _entries.Update(journal, _changed, _days.Keys);
        _rollups.Apply(_delta);
        transaction.Commit();
    }

    /// <summary>
    /// This journal's, and those of journals that nobody has drained for a day: their data directory is gone for good, or its gateway is cut
    /// off; when that one comes back after all, its settlements replace the abandonment.
    /// </summary>
    public IReadOnlyList<UnsettledEntry> ReadUnsettled(Guid journalId)
    {
        const string Sql = "SELECT entry_id, ceiling_micro, ceiling_pico FROM entries WHERE outcome = 0 "
            + "AND journal_no IN (SELECT journal_no FROM drained WHERE journal_id = @id OR seen_at < now() - INTERVAL '1 day')";
        using var command = _connection.Command(Sql, ("id", journalId));
        using var reader = command.ExecuteReader();
        var entries = new List<UnsettledEntry>();
        while (reader.Read())
        {
            entries.Add(new UnsettledEntry(
                reader.GetGuid(0), reader.IsDBNull(1) ? null : MoneyColumns.Join(reader.GetInt64(1), reader.GetInt64(2))));
        }

        return entries;
    }

    public void Dispose()
    {
        _entries.Dispose();
        _connection.Dispose();
    }

    private void GroupByDay()
    {
        _days.Clear();
        foreach (ref readonly var row in _batch.Rows)
        {
            ref var ids = ref CollectionsMarshal.GetValueRefOrAddDefault(_days, EntryDay.Of(row.EntryId), out _);
            (ids ??= []).Add(row.EntryId);
        }
    }

    /// <summary>
    /// Moves the journal's position and returns the journal's number. First in the transaction: the row it locks makes sure that nobody else
    /// applies records of this journal meanwhile, a copy of its directory on another machine for example.
    /// </summary>
    private long MovePosition(Guid journalId, JournalPosition drained)
    {
        ReadOnlySpan<(string, object)> values = [("id", journalId), ("segment", drained.Segment), ("offset", drained.Offset)];
        var journal = _connection.Scalar(
            "UPDATE drained SET segment = @segment, \"offset\" = @offset, seen_at = now() WHERE journal_id = @id RETURNING journal_no", values);
        return journal != 0 ? journal : _connection.Scalar(
            "INSERT INTO drained (journal_id, segment, \"offset\", seen_at) VALUES (@id, @segment, @offset, now()) RETURNING journal_no", values);
    }

    /// <summary>Compares the batch with what the store knows of its entries.</summary>
    private void Decide()
    {
        _found.Clear();
        _new.Clear();
        _changed.Clear();
        _delta.Clear();
        foreach (var (day, ids) in _days)
        {
            _entries.Find(day, ids, _found);
        }

        foreach (ref readonly var row in _batch.Rows)
        {
            var before = _found.GetValueOrDefault(row.EntryId);
            var change = EntryChange.Of(before, row);
            _delta.Replace(before, change.After);
            if (before is null)
            {
                _new.Add(new PostgresChange(EntryDay.Of(row.EntryId), row.EntryId, row.Opened, change));
            }
            else if (change.WriteOpened || change.Final is not null)
            {
                _changed.Add(new PostgresChange(EntryDay.Of(row.EntryId), row.EntryId, row.Opened, change));
            }
        }
    }
}
