using Clearbar.Ledger.Journal;
using Microsoft.Data.Sqlite;

namespace Clearbar.Ledger.Sqlite;

/// <summary>
/// Removes entries older than so many days, whole UTC days, a bounded number per transaction so that no batch waits for it. The roll-ups stay:
/// reports over whole hours go on to work.
/// </summary>
public sealed class SqliteRetention(int days, TimeProvider time)
{
    /// <summary>Rows removed per transaction: a few milliseconds of work.</summary>
    public const int RowsAtOnce = 5_000;

    /// <summary>Removes what is due, within the caller's transaction.</summary>
    public void Remove(SqliteConnection connection)
    {
        var cut = UnixMicroseconds.From(new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date.AddDays(-days), TimeSpan.Zero));
        using var command = connection.CreateCommand();
        command.CommandText =
            "UPDATE schema SET kept_from_us = $cut WHERE kept_from_us < $cut AND EXISTS (SELECT 1 FROM entries WHERE at_us < $cut);"
            + $"DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE at_us < $cut ORDER BY at_us LIMIT {RowsAtOnce})";
        command.Parameters.AddWithValue("$cut", cut);
        command.ExecuteNonQuery();
    }
}
