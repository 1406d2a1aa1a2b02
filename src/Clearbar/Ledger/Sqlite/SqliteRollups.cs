using Clearbar.Ledger.Rollups;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearbar.Ledger.Sqlite;

/// <summary>Writes the roll-ups, within the caller's transaction.</summary>
public sealed class SqliteRollups : IDisposable
{
    // A rebuild of a long ledger is written in parts, so that what it holds in memory stays small.
    private const int RebuildPart = 1 << 16;

    private readonly SqliteStatement _group;
    private readonly SqliteStatement _hour;
    private readonly SqliteStatement _time;

    /// <summary>Makes the statements on a database that outlives them.</summary>
    public SqliteRollups(sqlite3 database)
    {
        var columns = string.Join(", ", RollupTables.GroupColumns);
        _group = new SqliteStatement(
            database,
            $"INSERT INTO rollup_groups (group_id, {columns}) VALUES (?{Marks(RollupTables.GroupColumns.Count)}) ON CONFLICT (group_id) DO NOTHING");
        _hour = new SqliteStatement(
            database,
            $"INSERT INTO rollup_hours ({RollupTables.HourColumns}) VALUES (?, ?{Marks(RollupSums.Columns.Count)}) {RollupTables.AddHours}");
        _time = new SqliteStatement(
            database, $"INSERT INTO gateway_times (hour, bucket, answers) VALUES (?, ?, ?) {RollupTables.AddTimes}");
    }

    /// <summary>Empties the roll-ups and fills them from the rows.</summary>
    public static void Rebuild(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "DELETE FROM rollup_groups; DELETE FROM rollup_hours; DELETE FROM gateway_times;";
        command.ExecuteNonQuery();
        command.CommandText = $"SELECT {EntryFigures.Columns} FROM entries WHERE outcome <> 0";
        using var rollups = new SqliteRollups(connection.Handle!);
        var delta = new RollupDelta();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            delta.Add(EntryFigures.Read(reader), 1);
            if (delta.Sums.Count >= RebuildPart)
            {
                rollups.Apply(delta);
                delta.Clear();
            }
        }

        rollups.Apply(delta);
    }

    public void Apply(RollupDelta delta)
    {
        foreach (var ((hour, group), sums) in delta.Sums)
        {
            var id = group.ToId();
            Write(id, group);
            _hour.Integer(hour);
            _hour.Integer(id);
            foreach (var value in sums.Values)
            {
                _hour.Integer(value);
            }

            _hour.Run();
        }

        foreach (var ((hour, bucket), answers) in delta.Times)
        {
            _time.Integer(hour);
            _time.Integer(bucket);
            _time.Integer(answers);
            _time.Run();
        }
    }

    public void Dispose()
    {
        _group.Dispose();
        _hour.Dispose();
        _time.Dispose();
    }

    private static string Marks(int count) => string.Concat(Enumerable.Repeat(", ?", count));

    private void Write(long id, in RollupGroup group)
    {
        _group.Integer(id);
        _group.Text(group.KeyId);
        _group.Text(group.Class);
        _group.Text(group.Rung);
        _group.Text(group.Model);
        _group.Text(group.Deployment);
        _group.Optional((int?)group.Surface);
        _group.Integer((int)group.Outcome);
        _group.Optional((int?)group.PriceStatus);
        _group.Integer(group.Shape);
        _group.Run();
    }
}
