using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Sqlite;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Microsoft.Data.Sqlite;

namespace Clearbar.Budgets;

/// <summary>Reads what a window of a budget has cost so far from an SQLite ledger. Exact: money is summed as two integers.</summary>
internal static class SpendReader
{
    private const string Sums = """
        SELECT key_id, class, model, tags,
               COALESCE(SUM(COALESCE(cost_micro, ceiling_micro)), 0), COALESCE(SUM(COALESCE(cost_pico, ceiling_pico)), 0),
               SUM(cost_micro IS NULL AND ceiling_micro IS NULL)
        FROM entries
        WHERE at_us >= $from AND at_us < $to AND surface <> $local
        GROUP BY key_id, class, model, tags
        """;

    /// <exception cref="SqliteException">The store cannot be read now.</exception>
    /// <exception cref="LedgerSchemaException">It is not one this version can read.</exception>
    public static IReadOnlyList<SpendRow> Read(string storePath, DateTimeOffset from, DateTimeOffset to)
    {
        SqliteLibrary.Load();
        var settings = new SqliteConnectionStringBuilder { DataSource = storePath, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        using var connection = new SqliteConnection(settings.ConnectionString);
        connection.Open();
        SqliteSchema.Check(connection);
        using var command = connection.CreateCommand();
        command.CommandText = Sums;
        command.Parameters.AddWithValue("$from", UnixMicroseconds.From(from));
        command.Parameters.AddWithValue("$to", UnixMicroseconds.From(to));
        command.Parameters.AddWithValue("$local", (int)Surface.Local);
        using var reader = command.ExecuteReader();
        var rows = new List<SpendRow>();
        while (reader.Read())
        {
            rows.Add(new SpendRow(
                Text(reader, 0) ?? "", Text(reader, 1), Text(reader, 2), Text(reader, 3),
                MoneyColumns.Join(reader.GetInt64(4), reader.GetInt64(5)), reader.GetInt64(6)));
        }

        return rows;
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
