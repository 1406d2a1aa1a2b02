using Clearbar.Ledger.Journal;
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
    private readonly SqliteStatement _opened;
    private readonly SqliteStatement _settled;
    private readonly SqliteStatement _abandoned;
    private readonly SqliteStatement _drained;
    private readonly EntryBatch _batch = new();

    private SqliteLedgerStore(SqliteConnection connection)
    {
        _connection = connection;
        _database = connection.Handle!;
        raw.sqlite3_busy_timeout(_database, BusyMilliseconds);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _insertWhole = Prepare(EntryStatements.InsertWhole);
        _opened = Prepare(EntryStatements.Opened);
        _settled = Prepare(EntryStatements.Settled);
        _abandoned = Prepare(EntryStatements.Abandoned);
        _drained = Prepare(EntryStatements.Drained);
    }

    /// <summary>Opens or creates the store.</summary>
    /// <exception cref="LedgerSchemaException">Its schema is not one this version can work on.</exception>
    /// <exception cref="SqliteException">It cannot be opened now.</exception>
    public static SqliteLedgerStore Open(string path)
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
            return new SqliteLedgerStore(connection);
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

    public IReadOnlyList<UnsettledEntry> ReadUnsettled()
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
            foreach (ref readonly var row in _batch.Rows)
            {
                ApplyRow(row);
            }

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
        if (row.Opened is not null && final is not null && InsertWhole(row.EntryId, row.Opened, final))
        {
            return;
        }

        if (row.Opened is not null)
        {
            _opened.Id(row.EntryId);
            _opened.Integer(UnixMicroseconds.From(row.Opened.OpenedAt));
            EntryBinder.Bind(_opened, row.Opened);
            _opened.Run();
        }

        if (final is not null)
        {
            var statement = row.Settled is null ? _abandoned : _settled;
            statement.Id(row.EntryId);
            statement.Integer(UnixMicroseconds.From(final.SettledAt));
            _binder.Bind(statement, final);
            statement.Run();
        }
    }

    /// <summary>The usual case, both halves in one batch, as one insert; false when the store knows the entry already.</summary>
    private bool InsertWhole(Guid id, OpenedEntry opened, SettledEntry settled)
    {
        _insertWhole.Id(id);
        _insertWhole.Integer(UnixMicroseconds.From(opened.OpenedAt));
        EntryBinder.Bind(_insertWhole, opened);
        _binder.Bind(_insertWhole, settled);
        return _insertWhole.Run() > 0;
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(_database, sql);
        _statements.Add(statement);
        return statement;
    }
}
