using System.Data.Common;
using Clearbar.Ledger;
using Clearbar.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearbar.Torture.Stores;

/// <summary>SQLite: taken away by a write transaction of this process, which no other can write beside.</summary>
internal sealed class SqliteStore : IStore
{
    private string _path = "";
    private SqliteConnection? _holder;

    public string Name { get; } = $"SQLite {SqliteLibrary.Load()}";

    public string Outage => "locked by another process";

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    public void Prepare(string dataDirectory) => _path = new LedgerLayout(dataDirectory).StorePath;

    public void TakeAway()
    {
        _holder = new SqliteConnection($"Data Source={_path};Pooling=False");
        _holder.Open();
        using var command = _holder.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
    }

    public void GiveBack()
    {
        // Closing rolls back.
        _holder?.Dispose();
        _holder = null;
    }

    /// <summary>It lies beside the journal: another ordeal fills that disk.</summary>
    public bool TryFill() => false;

    public void Free()
    {
        // Never filled.
    }

    public DbConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => GiveBack();
}
