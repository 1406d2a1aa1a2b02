using System.Text;

namespace Clearbar.Ledger.Sqlite;

/// <summary>The SQL that applies records, made once from the column lists of <see cref="SqliteSchema"/>.</summary>
public static class EntryStatements
{
    /// <summary>Both halves at once; changes nothing when the entry is known.</summary>
    public static string InsertWhole { get; } =
        Insert([.. SqliteSchema.OpenedColumns, .. SqliteSchema.SettledColumns]) + " ON CONFLICT (entry_id) DO NOTHING";

    /// <summary>The first opening wins; it also moves the entry to the time it was opened at.</summary>
    public static string Opened { get; } =
        Insert(SqliteSchema.OpenedColumns)
        + Update(["at_us", .. SqliteSchema.OpenedColumns])
        + " WHERE entries.opened_at_us IS NULL";

    /// <summary>The first settlement wins, and wins over an abandonment.</summary>
    public static string Settled { get; } =
        Insert(SqliteSchema.SettledColumns)
        + Update(SqliteSchema.SettledColumns)
        + $" WHERE entries.settled_at_us IS NULL OR entries.outcome = {(int)EntryOutcome.Abandoned}";

    /// <summary>Only for an entry that nothing has settled.</summary>
    public static string Abandoned { get; } =
        Insert(SqliteSchema.SettledColumns)
        + Update(SqliteSchema.SettledColumns)
        + " WHERE entries.settled_at_us IS NULL";

    public static string Drained { get; } =
        "INSERT INTO drained (journal_id, segment, offset) VALUES (?, ?, ?) "
        + "ON CONFLICT (journal_id) DO UPDATE SET segment = excluded.segment, offset = excluded.offset";

    private static string Insert(IReadOnlyList<string> columns)
    {
        var sql = new StringBuilder("INSERT INTO entries (entry_id, at_us");
        foreach (var column in columns)
        {
            sql.Append(", ").Append(column);
        }

        sql.Append(") VALUES (?, ?");
        for (var i = 0; i < columns.Count; i++)
        {
            sql.Append(", ?");
        }

        return sql.Append(')').ToString();
    }

    private static string Update(IReadOnlyList<string> columns)
    {
        var sql = new StringBuilder(" ON CONFLICT (entry_id) DO UPDATE SET ");
        for (var i = 0; i < columns.Count; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append(columns[i]).Append(" = excluded.").Append(columns[i]);
        }

        return sql.ToString();
    }
}
