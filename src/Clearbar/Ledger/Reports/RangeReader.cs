using System.Data.Common;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Rollups;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Reads the figures of a range: whole hours from the roll-ups, what is left over at both ends and what is still open from the rows. Where
/// rows of a past hour may have been removed already, the hour belongs to the range when its first instant does.
/// </summary>
internal sealed class RangeReader(StoreSnapshot snapshot)
{
    // SQL's division cuts towards zero; shifted by a million days, hours before 1970 are cut towards the past like all others.
    private const long HourShift = 24L * 1_000_000;

    private const string Settled = "outcome <> 0 AND at_us >= @from AND at_us < @to";

    // The plus keeps both stores from going through the index of times, which would be every row of the range; few are open, and they have an index.
    private const string Open = "outcome = 0 AND +at_us >= @from AND +at_us < @to";

    private static readonly string s_sums =
        string.Join(", ", RollupSums.Columns.Select(static column => $"CAST(SUM({column}) AS BIGINT)"));

    private static readonly string GroupRows = $"SELECT group_id, {string.Join(", ", RollupTables.GroupColumns)} FROM rollup_groups";

    private Dictionary<long, RollupGroup>? _groups;

    /// <summary>Reads attempts opened in <c>[from, to)</c>, microseconds since 1970.</summary>
    /// <param name="from">The first microsecond.</param>
    /// <param name="to">The first microsecond no longer in the range.</param>
    /// <param name="fromRows">True to read every row and no roll-up: slow, and the same figures.</param>
    public ReportFigures Read(long from, long to, bool fromRows)
    {
        var tally = new FiguresTally();
        if (fromRows)
        {
            AddRows(tally, from, to, Settled);
        }
        else
        {
            AddSettled(tally, from, to);
        }

        AddRows(tally, from, to, Open);
        return tally.ToFigures();
    }

    private void AddSettled(FiguresTally tally, long from, long to)
    {
        var kept = KeptFrom();
        var first = from == long.MinValue ? UnixHours.Of(from) : UnixHours.AtOrAfter(from);
        var last = UnixHours.Start(UnixHours.Of(to)) < kept ? UnixHours.AtOrAfter(to) : UnixHours.Of(to);
        if (first > last)
        {
            AddRows(tally, from, to, Settled);
            return;
        }

        AddWholeHours(tally, first, last);
        if (from != long.MinValue && UnixHours.Start(UnixHours.Of(from)) >= kept)
        {
            AddRows(tally, from, UnixHours.Start(first), Settled);
        }

        if (to != long.MaxValue)
        {
            AddRows(tally, UnixHours.Start(last), to, Settled);
        }
    }

    private long KeptFrom()
    {
        using var command = snapshot.Command("SELECT kept_from_us FROM schema");
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Whole days from the sums by day, what is left over from those by hour.</summary>
    private void AddWholeHours(FiguresTally tally, long first, long last)
    {
        var (firstDay, lastDay) = (UnixHours.DayStartAtOrAfter(first), UnixHours.DayStart(last));
        if (firstDay >= lastDay)
        {
            AddRollups(tally, "hours", first, last);
            return;
        }

        AddRollups(tally, "hours", first, firstDay);
        AddRollups(tally, "days", firstDay, lastDay);
        AddRollups(tally, "hours", lastDay, last);
    }

    private void AddRollups(FiguresTally tally, string grain, long from, long to)
    {
        if (from < to)
        {
            AddSums(tally, $"rollup_{grain}", from, to);
            AddTimes(tally, grain == "days" ? "gateway_days" : "gateway_times", from, to);
        }
    }

    private void AddSums(FiguresTally tally, string table, long from, long to)
    {
        _groups ??= ReadGroups();
        using var command = Command(
            $"SELECT (hour + {HourShift}) / 24, group_id, {s_sums} FROM {table} WHERE hour >= @from AND hour < @to GROUP BY 1, 2",
            from,
            to);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var sums = new RollupSums();
            for (var i = 0; i < sums.Values.Length; i++)
            {
                sums.Values[i] = reader.GetInt64(i + 2);
            }

            var day = UnixHours.DayOf((reader.GetInt64(0) * 24) - HourShift);
            tally.Add(day, _groups[reader.GetInt64(1)], sums);
        }
    }

    private Dictionary<long, RollupGroup> ReadGroups()
    {
        var groups = new Dictionary<long, RollupGroup>();
        using var command = snapshot.Command(GroupRows);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            groups.Add(reader.GetInt64(0), new RollupGroup(
                Text(reader, 1),
                Text(reader, 2),
                Text(reader, 3),
                Text(reader, 4),
                Text(reader, 5),
                reader.IsDBNull(6) ? null : (Surface)reader.GetInt32(6),
                (EntryOutcome)reader.GetInt32(7),
                reader.IsDBNull(8) ? null : (PriceStatus)reader.GetInt32(8),
                reader.GetInt32(9)));
        }

        return groups;
    }

    private void AddTimes(FiguresTally tally, string table, long from, long to)
    {
        using var command = Command(
            $"SELECT bucket, CAST(SUM(answers) AS BIGINT) FROM {table} WHERE hour >= @from AND hour < @to GROUP BY bucket", from, to);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            tally.AddTime(reader.GetInt64(0), reader.GetInt64(1));
        }
    }

    private void AddRows(FiguresTally tally, long from, long to, string which)
    {
        if (from >= to)
        {
            return;
        }

        using var command = Command(
            $"SELECT {EntryFigures.Columns} FROM entries WHERE {which}", from, to);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            tally.Add(EntryFigures.Read(reader));
        }
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private DbCommand Command(string sql, long from, long to) => snapshot.Command(sql, ("@from", from), ("@to", to));
}
