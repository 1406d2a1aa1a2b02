using System.Globalization;
using Clearbar.Ledger;
using Clearbar.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearbar.Tests.Ledger;

/// <summary>Looks into a store the way an outsider would.</summary>
public static class StoreProbe
{
    public static SqliteConnection Connect(string dataDirectory)
    {
        SqliteLibrary.Load();
        var path = new LedgerLayout(dataDirectory).StorePath;
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Count(string dataDirectory, string where = "1")
    {
        using var connection = Connect(dataDirectory);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM entries WHERE {where}";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Entry ids with their outcome; fails when an id is there twice.</summary>
    public static Dictionary<Guid, EntryOutcome> Outcomes(string dataDirectory)
    {
        using var connection = Connect(dataDirectory);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT entry_id, outcome FROM entries";
        using var reader = command.ExecuteReader();
        var outcomes = new Dictionary<Guid, EntryOutcome>();
        while (reader.Read())
        {
            outcomes.Add(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true), (EntryOutcome)reader.GetInt32(1));
        }

        return outcomes;
    }

    /// <summary>One row as text, for comparing whole rows.</summary>
    public static IReadOnlyDictionary<string, object?> Row(string dataDirectory, Guid id)
    {
        using var connection = Connect(dataDirectory);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM entries WHERE entry_id = $id";
        command.Parameters.AddWithValue("$id", id.ToByteArray(bigEndian: true));
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        var row = new Dictionary<string, object?>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            row[reader.GetName(i)] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        }

        return row;
    }
}
