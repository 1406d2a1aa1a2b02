using System.Data;
using System.Data.Common;
using Clearbar.Ledger.Postgres;
using Clearbar.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearbar.Ledger;

/// <summary>
/// One snapshot of a store of either kind, for readers: it neither blocks the gateway nor is blocked by it. Both kinds have the same
/// columns and take the same SQL with parameters named <c>@name</c>; only ids are kept differently. Used by one thread.
/// </summary>
internal sealed class StoreSnapshot : IDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly bool _hasUuids;

    private StoreSnapshot(DbConnection connection, DbTransaction transaction, bool hasUuids)
    {
        _connection = connection;
        _transaction = transaction;
        _hasUuids = hasUuids;
    }

    /// <summary>Opens an SQLite store.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="LedgerSchemaException">It is not one this version can read.</exception>
    public static StoreSnapshot Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no ledger at {Path.GetFullPath(path)}.", path);
        }

        SqliteLibrary.Load();

        // Not read-only: a reader of a WAL file left by a dead process must be able to rebuild its shared-memory index.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            SqliteSchema.Check(connection);
            return new StoreSnapshot(connection, connection.BeginTransaction(deferred: true), hasUuids: false);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a PostgreSQL store.</summary>
    /// <exception cref="LedgerSchemaException">There is none this version can read.</exception>
    /// <exception cref="DbException">The server cannot be reached.</exception>
    public static StoreSnapshot Open(PostgresAddress address)
    {
        var connection = address.Connect();
        try
        {
            PostgresSchema.Check(connection, address);
            return new StoreSnapshot(connection, connection.BeginTransaction(IsolationLevel.RepeatableRead), hasUuids: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A command on the snapshot; the caller disposes it.</summary>
    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>An id as a parameter's value.</summary>
    public object ValueOf(Guid id) => _hasUuids ? id : id.ToByteArray(bigEndian: true);

    /// <summary>The id in a column.</summary>
    public Guid IdIn(DbDataReader row, int column) =>
        _hasUuids ? row.GetGuid(column) : new Guid(row.GetFieldValue<byte[]>(column), bigEndian: true);

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }
}
