using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearbar.Bench.Ledger;

/// <summary>SQLite in a temporary directory.</summary>
internal sealed class SqliteBenchStore : IBenchStore
{
    private readonly string _directory;

    public SqliteBenchStore(string root)
    {
        _directory = System.IO.Path.Combine(root, "clearbar-bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_directory);
    }

    public string Name => $"SQLite {SqliteLibrary.Load()}";

    private string Path => new LedgerLayout(_directory).StorePath;

    public TimeSpan ServerCpu() => TimeSpan.Zero;

    public void Clear()
    {
        Directory.Delete(_directory, recursive: true);
        Directory.CreateDirectory(_directory);
    }

    public ILedgerStore Open() => SqliteLedgerStore.Open(Path);

    public StoreReader OpenReader(bool fromRows) => StoreReader.Open(Path, fromRows);

    public void InsertPlainly(IReadOnlyList<(OpenedEntry Opened, SettledEntry Settled)> entries)
    {
        using var connection = Connect();
        using var binder = new EntryBinder();
        using var transaction = connection.BeginTransaction();
        using (var insert = new SqliteStatement(connection.Handle!, EntryStatements.InsertWhole))
        {
            foreach (var (opened, settled) in entries)
            {
                insert.Id(opened.EntryId);
                insert.Integer(0);
                EntryBinder.Bind(insert, opened);
                binder.Bind(insert, settled);
                insert.Run();
            }
        }

        transaction.Commit();
    }

    public void MakeMonth(int entries)
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        command.CommandText =
            $"WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {entries}) "
            + $"INSERT INTO entries (entry_id, {MonthOfEntries.Columns}) "
            + $"SELECT CAST(printf('%016d', i) AS BLOB), {MonthOfEntries.Values(entries)} FROM numbers";
        command.ExecuteNonQuery();
        SqliteRollups.Rebuild(connection, transaction);
        transaction.Commit();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private SqliteConnection Connect()
    {
        SqliteLedgerStore.Open(Path).Dispose();
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }
}
