using Clearbar.Ledger.Rollups;
using Npgsql;
using NpgsqlTypes;

namespace Clearbar.Ledger.Postgres;

/// <summary>
/// Writes the roll-ups within the caller's transaction, last of all: gateways on one database wait here for each other's commit. Rows are
/// touched in the order of their keys, so that two of them never wait for each other in a circle.
/// </summary>
public sealed class PostgresRollups(NpgsqlConnection connection)
{
    private static readonly string s_groups =
        $"INSERT INTO rollup_groups (group_id, {string.Join(", ", RollupTables.GroupColumns)}) "
        + "SELECT * FROM unnest(@id, @key, @class, @rung, @model, @deployment, @surface, @outcome, @price, @shape) AS g(id) ORDER BY g.id "
        + "ON CONFLICT (group_id) DO NOTHING";

    private static readonly string s_hours = Sums("rollup_hours");
    private static readonly string s_days = Sums("rollup_days");
    private static readonly string s_hourTimes = Times("gateway_times");
    private static readonly string s_dayTimes = Times("gateway_days");

    // A rebuild of a long ledger is written in parts, so that what it holds in memory stays small.
    private const int RebuildPart = 1 << 16;

    // Groups some committed transaction of this connection has written, with their numbers.
    private readonly Dictionary<RollupGroup, long> _known = [];

    /// <summary>Empties the roll-ups and fills them from the rows, in one transaction; no gateway may write meanwhile.</summary>
    public static void Rebuild(PostgresAddress address)
    {
        using var source = address.Connect();
        using var target = address.Connect();
        using var transaction = target.BeginTransaction();
        target.Run(
            "DELETE FROM rollup_groups; DELETE FROM rollup_hours; DELETE FROM rollup_days; "
            + "DELETE FROM gateway_times; DELETE FROM gateway_days;");
        using var command = source.Command($"SELECT {EntryFigures.Columns} FROM entries WHERE outcome <> 0");
        command.CommandTimeout = 0;
        using var reader = command.ExecuteReader();
        var rollups = new PostgresRollups(target);
        var delta = new RollupDelta();
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
        transaction.Commit();
    }

    public void Apply(RollupDelta delta)
    {
        AddGroups(delta);
        var days = delta.ToDays();
        AddSums(s_hours, delta);
        AddSums(s_days, days);
        AddTimes(s_hourTimes, delta);
        AddTimes(s_dayTimes, days);
    }

    private static string Sums(string table) =>
        $"INSERT INTO {table} ({RollupTables.SumColumns}) "
        + $"SELECT * FROM unnest(@hour, @group, {string.Join(", ", RollupSums.Columns.Select(static column => $"@{column}"))}) "
        + $"AS h(hour, id) ORDER BY h.hour, h.id {RollupTables.AddSums(table)}";

    private static string Times(string table) =>
        $"INSERT INTO {table} (hour, bucket, answers) SELECT * FROM unnest(@hour, @bucket, @answers) AS t(hour, bucket) "
        + $"ORDER BY t.hour, t.bucket {RollupTables.AddTimes(table)}";

    private static void Add(NpgsqlCommand command, string name, NpgsqlDbType type, Array values) =>
        command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = values });

    private void AddGroups(RollupDelta delta)
    {
        var added = new List<RollupGroup>();
        foreach (var (_, group) in delta.Sums.Keys)
        {
            if (_known.TryAdd(group, 0))
            {
                _known[group] = group.ToId();
                added.Add(group);
            }
        }

        if (added.Count == 0)
        {
            return;
        }

        using var command = connection.Command(s_groups);
        Add(command, "id", NpgsqlDbType.Bigint, added.Select(group => _known[group]).ToArray());
        Add(command, "key", NpgsqlDbType.Text, added.Select(static group => group.KeyId).ToArray());
        Add(command, "class", NpgsqlDbType.Text, added.Select(static group => group.Class).ToArray());
        Add(command, "rung", NpgsqlDbType.Text, added.Select(static group => group.Rung).ToArray());
        Add(command, "model", NpgsqlDbType.Text, added.Select(static group => group.Model).ToArray());
        Add(command, "deployment", NpgsqlDbType.Text, added.Select(static group => group.Deployment).ToArray());
        Add(command, "surface", NpgsqlDbType.Smallint, added.Select(static group => (short?)group.Surface).ToArray());
        Add(command, "outcome", NpgsqlDbType.Smallint, added.Select(static group => (short)group.Outcome).ToArray());
        Add(command, "price", NpgsqlDbType.Smallint, added.Select(static group => (short?)group.PriceStatus).ToArray());
        Add(command, "shape", NpgsqlDbType.Integer, added.Select(static group => group.Shape).ToArray());
        command.ExecuteNonQuery();
    }

    private void AddTimes(string sql, RollupDelta delta)
    {
        if (delta.Times.Count == 0)
        {
            return;
        }

        using var command = connection.Command(sql);
        Add(command, "hour", NpgsqlDbType.Bigint, delta.Times.Keys.Select(static key => key.Hour).ToArray());
        Add(command, "bucket", NpgsqlDbType.Bigint, delta.Times.Keys.Select(static key => key.Bucket).ToArray());
        Add(command, "answers", NpgsqlDbType.Bigint, delta.Times.Values.ToArray());
        command.ExecuteNonQuery();
    }

    private void AddSums(string sql, RollupDelta delta)
    {
        if (delta.Sums.Count == 0)
        {
            return;
        }

        var count = delta.Sums.Count;
        var hours = new long[count];
        var groups = new long[count];
        var sums = new long[RollupSums.Columns.Count][];
        for (var column = 0; column < sums.Length; column++)
        {
            sums[column] = new long[count];
        }

        var row = 0;
        foreach (var ((hour, group), values) in delta.Sums)
        {
            hours[row] = hour;
            groups[row] = _known[group];
            for (var column = 0; column < sums.Length; column++)
            {
                sums[column][row] = values.Values[column];
            }

            row++;
        }

        using var command = connection.Command(sql);
        Add(command, "hour", NpgsqlDbType.Bigint, hours);
        Add(command, "group", NpgsqlDbType.Bigint, groups);
        for (var column = 0; column < sums.Length; column++)
        {
            Add(command, RollupSums.Columns[column], NpgsqlDbType.Bigint, sums[column]);
        }

        command.ExecuteNonQuery();
    }
}
