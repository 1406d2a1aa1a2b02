using System.Text;

namespace Clearbar.Ledger.Sqlite;

/// <summary>The SQL that applies records, made once from <see cref="EntryColumns"/>.</summary>
public static class EntryStatements
{
    /// <summary>Both halves at once; changes nothing when the entry is known.</summary>
    public static string InsertWhole { get; } =
        Insert([.. EntryColumns.Opened, .. EntryColumns.Settled]) + " ON CONFLICT (entry_id) DO NOTHING";

    /// <summary>A new entry's opening; changes nothing when the entry is known.</summary>
    public static string InsertOpened { get; } = Insert(EntryColumns.Opened) + " ON CONFLICT (entry_id) DO NOTHING";

    /// <summary>An opening; it also moves a known entry to the time it was opened at.</summary>
    public static string Opened { get; } = Insert(EntryColumns.Opened) + Update(["at_us", .. EntryColumns.Opened]);

    /// <summary>A settlement or an abandonment.</summary>
    public static string Settled { get; } = Insert(EntryColumns.Settled) + Update(EntryColumns.Settled);

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
