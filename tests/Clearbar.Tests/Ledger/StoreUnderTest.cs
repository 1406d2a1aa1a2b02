using System.Data.Common;
using System.Globalization;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;

namespace Clearbar.Tests.Ledger;

/// <summary>An empty store of one kind, and a way to look into it the way an outsider would.</summary>
public abstract class StoreUnderTest : IDisposable
{
    /// <summary>Opens the store; every call is a new connection.</summary>
    public abstract ILedgerStore Open(int? retentionDays = null, TimeProvider? time = null);

    public abstract StoreReader OpenReader(bool fromRows = false);

    /// <summary>A connection for the test's own statements.</summary>
    public abstract DbConnection Connect();

    public abstract void Dispose();

    public int Run(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public long Number(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public long Count(string where = "1 = 1") => Number($"SELECT COUNT(*) FROM entries WHERE {where}");

    /// <summary>Entry ids with their outcome; fails when an id is there twice.</summary>
    public Dictionary<Guid, EntryOutcome> Outcomes() =>
        Rows("SELECT entry_id, outcome FROM entries").ToDictionary(static row => IdOf(row["entry_id"]), static row => (EntryOutcome)(long)row["outcome"]!);

    /// <summary>One entry's columns; whole numbers as <see cref="long"/> whatever the store's own type.</summary>
    public IReadOnlyDictionary<string, object?> Row(Guid id) =>
        Assert.Single(Rows("SELECT * FROM entries"), row => IdOf(row["entry_id"]) == id);

    public List<Dictionary<string, object?>> Rows(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<Dictionary<string, object?>>();
        while (reader.Read())
        {
            var row = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var i = 0; i < reader.FieldCount; i++)
            {
                row[reader.GetName(i)] = reader.IsDBNull(i) ? null : Widen(reader.GetValue(i));
            }

            rows.Add(row);
        }

        return rows;
    }

    private static object Widen(object value) =>
        value is short or int ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : value;

    private static Guid IdOf(object? value) => value is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)value!;
}
