using Clearbar.Ledger.Rollups;
using Microsoft.Data.Sqlite;

namespace Clearbar.Ledger.Sqlite;

/// <summary>Finds the figures of an entry that the store may know.</summary>
public sealed class SqliteLookup : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _id;

    /// <summary>Makes the lookup on a connection that outlives it.</summary>
    public SqliteLookup(SqliteConnection connection)
    {
        _command = connection.CreateCommand();
        _command.CommandText = $"SELECT {EntryFigures.Columns} FROM entries WHERE entry_id = $id";
        _id = _command.Parameters.Add("$id", SqliteType.Blob);
    }

    /// <summary>The entry's figures; null when the store does not know it.</summary>
    public EntryFigures? Find(Guid id)
    {
        _id.Value = id.ToByteArray(bigEndian: true);
        using var reader = _command.ExecuteReader();
        return reader.Read() ? EntryFigures.Read(reader) : null;
    }

    public void Dispose() => _command.Dispose();
}
