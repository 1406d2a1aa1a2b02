using Clearbar.Ledger.Rollups;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearbar.Ledger.Sqlite;

/// <summary>Writes the roll-ups, within the caller's transaction.</summary>
public sealed class SqliteRollups : IDisposable
{
    // A rebuild of a long ledger is written in parts, so that what it holds in memory stays small.
    private const int RebuildPart = 1 << 16;

    // Groups this connection has written; after a rollback the connection is not used again.
    private readonly Dictionary<RollupGroup, long> _known = [];
    private readonly SqliteStatement _group;
    private readonly SqliteStatement _hour;
    private readonly SqliteStatement _day;
    private readonly SqliteStatement _hourTime;
    private readonly SqliteStatement _dayTime;

    /// <summary>Makes the statements on a database that outlives them.</summary>
    public SqliteRollups(sqlite3 database)
    {
        var columns = string.Join(", ", RollupTables.GroupColumns);
        _group = new SqliteStatement(
            database,
            $"INSERT INTO rollup_groups (group_id, {columns}) VALUES (?{Marks(RollupTables.GroupColumns.Count)}) ON CONFLICT (group_id) DO NOTHING");
        _hour = new SqliteStatement(database, Sums("rollup_hours"));
        _day = new SqliteStatement(database, Sums("rollup_days"));
        _hourTime = new SqliteStatement(database, Times("gateway_times"));
        _dayTime = new SqliteStatement(database, Times("gateway_days"));
    }

    /// <summary>Empties the roll-ups and fills them from the rows.</summary>
    public static void Rebuild(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "DELETE FROM rollup_groups; DELETE FROM rollup_hours; DELETE FROM rollup_days; "
            + "DELETE FROM gateway_times; DELETE FROM gateway_days;";
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
        Apply(delta, _hour, _hourTime);
        Apply(delta.ToDays(), _day, _dayTime);
    }

    public void Dispose()
    {
        _group.Dispose();
        _hour.Dispose();
        _day.Dispose();
        _hourTime.Dispose();
        _dayTime.Dispose();
    }

    private static string Sums(string table) =>
        $"INSERT INTO {table} ({RollupTables.SumColumns}) VALUES (?, ?{Marks(RollupSums.Columns.Count)}) {RollupTables.AddSums(table)}";

    private static string Times(string table) =>
        $"INSERT INTO {table} (hour, bucket, answers) VALUES (?, ?, ?) {RollupTables.AddTimes(table)}";

    private static string Marks(int count) => string.Concat(Enumerable.Repeat(", ?", count));

    private void Apply(RollupDelta delta, SqliteStatement sum, SqliteStatement time)
    {
        foreach (var ((hour, group), sums) in delta.Sums)
        {
            var id = IdOf(group);
            sum.Integer(hour);
            sum.Integer(id);
            foreach (var value in sums.Values)
            {
                sum.Integer(value);
            }

            sum.Run();
        }

        foreach (var ((hour, bucket), answers) in delta.Times)
        {
            time.Integer(hour);
            time.Integer(bucket);
            time.Integer(answers);
            time.Run();
        }
    }

    /// <summary>The group's number; writes the group when this connection has not yet.</summary>
    private long IdOf(in RollupGroup group)
    {
        if (!_known.TryGetValue(group, out var id))
        {
            id = group.ToId();
            Write(id, group);
            _known.Add(group, id);
        }

        return id;
    }

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
