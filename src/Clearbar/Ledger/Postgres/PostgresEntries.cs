using Clearbar.Ledger.Rollups;
using Npgsql;
using NpgsqlTypes;

namespace Clearbar.Ledger.Postgres;

/// <summary>
/// Reads and writes entries within the caller's transaction, a day at a time, so that the planner sees one partition: new entries by COPY
/// straight into the table, changes by COPY into a temporary table and one UPDATE per half.
/// </summary>
internal sealed class PostgresEntries : IDisposable
{
    private const string Key = "day, entry_id, journal_no, at_us";

    private static readonly string s_columns = $"{Key}, {string.Join(", ", EntryColumns.Opened)}, {string.Join(", ", EntryColumns.Settled)}";

    private static readonly string s_copy = $"COPY entries ({s_columns}) FROM STDIN (FORMAT BINARY)";
    private static readonly string s_copyChanges = $"COPY changed ({s_columns}, opens, settles) FROM STDIN (FORMAT BINARY)";
    private static readonly string s_updateOpened = Update(["at_us", .. EntryColumns.Opened], "opens");
    private static readonly string s_updateSettled = Update(EntryColumns.Settled, "settles");

    // A nested loop over the primary key is right however wrong the planner's guess about the temporary table is.
    private const string Session = """
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        CREATE TEMPORARY TABLE changed (LIKE entries, opens BOOLEAN, settles BOOLEAN) ON COMMIT DELETE ROWS;
        """;

    private readonly NpgsqlConnection _connection;
    private readonly PostgresRow _row = new();

    /// <summary>Prepares a connection that outlives it.</summary>
    public PostgresEntries(NpgsqlConnection connection)
    {
        _connection = connection;
        connection.Run(Session);
    }

    /// <summary>Figures of those of a day's entries that the store knows.</summary>
    public void Find(DateOnly day, List<Guid> ids, Dictionary<Guid, EntryFigures> found)
    {
        const string Sql = $"SELECT entry_id, {EntryFigures.Columns} FROM entries WHERE day = @day AND entry_id = ANY(@ids)";
        using var command = _connection.Command(Sql, ("day", day), ("ids", ids));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            found.Add(reader.GetGuid(0), EntryFigures.Read(reader, 1));
        }
    }

    /// <summary>Adds entries the store does not know.</summary>
    public void Insert(long journal, List<PostgresChange> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        using var copy = _connection.BeginBinaryImport(s_copy);
        foreach (var entry in entries)
        {
            Write(copy, journal, entry);
        }

        copy.Complete();
    }

    /// <summary>Changes entries the store knows, all of the given days.</summary>
    public void Update(long journal, List<PostgresChange> entries, IEnumerable<DateOnly> days)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var (opens, settles) = (0, 0);
        using (var copy = _connection.BeginBinaryImport(s_copyChanges))
        {
            foreach (var entry in entries)
            {
                Write(copy, journal, entry);
                copy.Write(entry.Change.WriteOpened, NpgsqlDbType.Boolean);
                copy.Write(entry.Change.Final is not null, NpgsqlDbType.Boolean);
                opens += entry.Change.WriteOpened ? 1 : 0;
                settles += entry.Change.Final is not null ? 1 : 0;
            }

            copy.Complete();
        }

        foreach (var day in days)
        {
            opens -= opens == 0 ? 0 : _connection.Run(s_updateOpened, ("day", day));
            settles -= settles == 0 ? 0 : _connection.Run(s_updateSettled, ("day", day));
        }

        if (opens != 0 || settles != 0)
        {
            // Somebody moved or removed rows between reading and writing them. Nothing is committed; the next try sees what is there.
            throw new NpgsqlException($"{entries.Count} entries were to be changed, and {opens + settles} halves of them found no row");
        }
    }

    public void Dispose() => _row.Dispose();

    private static string Update(IReadOnlyList<string> columns, string which) =>
        $"UPDATE entries e SET {string.Join(", ", columns.Select(static column => $"{column} = c.{column}"))} "
        + $"FROM changed c WHERE c.{which} AND c.day = @day AND e.day = @day AND e.entry_id = c.entry_id";

    private void Write(NpgsqlBinaryImporter copy, long journal, in PostgresChange entry)
    {
        copy.StartRow();
        copy.Write(entry.Day, NpgsqlDbType.Date);
        copy.Write(entry.EntryId, NpgsqlDbType.Uuid);
        copy.Write(journal, NpgsqlDbType.Bigint);
        copy.Write(entry.Change.After.AtUs, NpgsqlDbType.Bigint);
        PostgresRow.Write(copy, entry.Change.WriteOpened ? entry.Opened : null);
        _row.Write(copy, entry.Change.Final);
    }
}
