using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Rollups;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearbar.Ledger.Sqlite;

/// <summary>
/// The default store: one SQLite file in WAL mode, one writer, any number of readers. Commits are not flushed one by one (after a power
/// cut the store may fall back by some transactions, and the drained position, being part of them, falls back with it); a commit after
/// which journal files are deleted is.
/// </summary>
public sealed class SqliteLedgerStore : ILedgerStore
{
    // The drainer has nothing better to do than to wait a little, but a stop must not hang on a locked store.
    private const int BusyMilliseconds = 250;

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly EntryBinder _binder = new();
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _insertWhole;
    private readonly SqliteStatement _insertOpened;
    private readonly SqliteStatement _opened;
    private readonly SqliteStatement _settled;
    private readonly SqliteStatement _drained;
    private readonly SqliteRollups _rollups;
    private readonly SqliteLookup _lookup;
    private readonly SqliteRetention? _retention;
    private readonly EntryBatch _batch = new();
    private readonly RollupDelta _delta = new();

    private SqliteLedgerStore(SqliteConnection connection, SqliteRetention? retention)
    {
        _connection = connection;
        _database = connection.Handle!;
        raw.sqlite3_busy_timeout(_database, BusyMilliseconds);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _insertWhole = Prepare(EntryStatements.InsertWhole);
        _insertOpened = Prepare(EntryStatements.InsertOpened);
        _opened = Prepare(EntryStatements.Opened);
        _settled = Prepare(EntryStatements.Settled);
        _drained = Prepare(EntryStatements.Drained);
        _rollups = new SqliteRollups(_database);
        _lookup = new SqliteLookup(connection);
        _retention = retention;
    }

    /// <summary>Opens or creates the store.</summary>
    /// <param name="path">The file.</param>
    /// <param name="retention">How long entries are kept; null for ever.</param>
    /// <exception cref="LedgerSchemaException">Its schema is not one this version can work on.</exception>
    /// <exception cref="SqliteException">It cannot be opened now.</exception>
    public static SqliteLedgerStore Open(string path, SqliteRetention? retention = null)
    {
        SqliteLibrary.Load();
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 1,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            SqliteSchema.Ensure(connection);
            return new SqliteLedgerStore(connection, retention);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public JournalPosition? DrainedUpTo(Guid journalId)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT segment, offset FROM drained WHERE journal_id = $id";
        command.Parameters.AddWithValue("$id", journalId.ToByteArray(bigEndian: true));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new JournalPosition(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    public void Apply(Guid journalId, IReadOnlyList<JournalRecord> records, JournalPosition drained, bool durable)
    {
        // On Unix an open file that was deleted or moved away would take writes for ever without a word.
        if (!File.Exists(_connection.DataSource))
        {
            throw new SqliteException($"{_connection.DataSource} was removed", raw.SQLITE_CANTOPEN);
        }

        _batch.Fill(records);
        if (durable)
        {
            Execute(_connection, "PRAGMA synchronous = FULL");
        }

        try
        {
            _begin.Run();
            ApplyWithin(journalId, drained);
        }
        finally
        {
            if (durable)
            {
                Execute(_connection, "PRAGMA synchronous = NORMAL");
            }
        }
    }

    /// <summary>The file has one writer, so whatever is open here is that writer's, whichever journal it came from.</summary>
    public IReadOnlyList<UnsettledEntry> ReadUnsettled(Guid journalId)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT entry_id, ceiling_micro, ceiling_pico FROM entries WHERE outcome = 0";
        using var reader = command.ExecuteReader();
        var entries = new List<UnsettledEntry>();
        while (reader.Read())
        {
            var id = new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true);
            entries.Add(new UnsettledEntry(id, reader.IsDBNull(1) ? null : MoneyColumns.Join(reader.GetInt64(1), reader.GetInt64(2))));
        }

        return entries;
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _rollups.Dispose();
        _lookup.Dispose();
        _binder.Dispose();
        _connection.Dispose();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void ApplyWithin(Guid journalId, JournalPosition drained)
    {
        try
        {
            _delta.Clear();
            foreach (ref readonly var row in _batch.Rows)
            {
                ApplyRow(row);
            }

            _rollups.Apply(_delta);
            _retention?.Remove(_connection);
            _drained.Id(journalId);
            _drained.Integer(drained.Segment);
            _drained.Integer(drained.Offset);
            _drained.Run();
            _commit.Run();
        }
        catch
        {
            // A full disk makes SQLite roll back by itself; then there is nothing to roll back and nothing to say about it.
            if (raw.sqlite3_get_autocommit(_database) == 0)
            {
                _rollback.Run();
            }

            throw;
        }
    }

    private void ApplyRow(in EntryBatch.Row row)
    {
        var final = row.Settled ?? row.Abandoned;
        if (row.Opened is not null && InsertNew(row.EntryId, row.Opened, final))
        {
            if (final is not null)
            {
                _delta.Add(EntryFigures.Of(row.Opened, final), 1);
            }

            return;
        }

        var before = _lookup.Find(row.EntryId);
        var change = EntryChange.Of(before, row);
        if (change.WriteOpened)
        {
            _opened.Id(row.EntryId);
            _opened.Integer(change.After.AtUs);
            EntryBinder.Bind(_opened, row.Opened!);
            _opened.Run();
        }

        if (change.Final is not null)
        {
            _settled.Id(row.EntryId);
            _settled.Integer(change.After.AtUs);
            _binder.Bind(_settled, change.Final);
            _settled.Run();
        }

        _delta.Replace(before, change.After);
    }

    /// <summary>The usual cases, an opening alone or with its settlement, as one insert; false when the store knows the entry already.</summary>
    private bool InsertNew(Guid id, OpenedEntry opened, SettledEntry? settled)
    {
        var statement = settled is null ? _insertOpened : _insertWhole;
        statement.Id(id);
        statement.Integer(UnixMicroseconds.From(opened.OpenedAt));
        EntryBinder.Bind(statement, opened);
        if (settled is not null)
        {
            _binder.Bind(statement, settled);
        }

        return statement.Run() > 0;
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(_database, sql);
        _statements.Add(statement);
        return statement;
    }
}
