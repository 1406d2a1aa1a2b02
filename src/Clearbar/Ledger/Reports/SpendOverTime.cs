using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Rollups;

namespace Clearbar.Ledger.Reports;

/// <summary>Reads spend over time: whole hours from the roll-ups, what is left over at both ends from the rows.</summary>
internal sealed class SpendOverTime(StoreSnapshot snapshot)
{
    /// <summary>Spread over more hours than this, a chart cannot show less than an hour.</summary>
    private const long MostHoursBySecond = 12;

    private const long MicrosecondsPerSecond = 1_000_000;

    // Open and abandoned attempts have no charge that is certain.
    private static readonly string s_settled = $"outcome NOT IN ({(int)EntryOutcome.Open}, {(int)EntryOutcome.Abandoned})";

    private static readonly string s_byHour =
        "SELECT s.hour, g.rung, CAST(SUM(s.cost_micro) AS BIGINT), CAST(SUM(s.cost_pico) AS BIGINT) "
        + $"FROM rollup_hours s JOIN rollup_groups g ON g.group_id = s.group_id WHERE g.{s_settled} AND s.attempts > 0 "
        + "AND s.hour >= @from AND s.hour < @to GROUP BY s.hour, g.rung";

    // SQL's division cuts towards zero; nothing was opened before 1970 but by a clock that was wrong, and its second does not matter.
    private static readonly string s_bySecond =
        $"SELECT at_us / {MicrosecondsPerSecond}, rung, "
        + "CAST(COALESCE(SUM(cost_micro), 0) AS BIGINT), CAST(COALESCE(SUM(cost_pico), 0) AS BIGINT) "
        + $"FROM entries WHERE {s_settled} AND at_us >= @from AND at_us < @to GROUP BY 1, 2";

    private readonly List<SpendPoint> _points = [];

    /// <summary>Reads attempts opened in <c>[from, to)</c>, microseconds since 1970.</summary>
    public List<SpendPoint> Read(long from, long to)
    {
        using var command = snapshot.Command("SELECT kept_from_us FROM schema");
        var kept = (long)command.ExecuteScalar()!;

        // As for a report: where rows may have been removed, the hour belongs to the range when its first instant does.
        var first = from == long.MinValue ? UnixHours.Of(from) : UnixHours.AtOrAfter(from);
        var last = UnixHours.Start(UnixHours.Of(to)) < kept ? UnixHours.AtOrAfter(to) : UnixHours.Of(to);
        if (first < last)
        {
            Add(s_byHour, first, last, MicrosecondsPerSecond * 3600);
        }

        if (_points.Count == 0 || (IsShort() && UnixMicroseconds.From(_points.Min(static point => point.At)) >= kept))
        {
            _points.Clear();
            Add(s_bySecond, from, to, MicrosecondsPerSecond);
            return _points;
        }

        if (from != long.MinValue && UnixHours.Start(UnixHours.Of(from)) >= kept)
        {
            Add(s_bySecond, from, UnixHours.Start(first), MicrosecondsPerSecond);
        }

        if (to != long.MaxValue)
        {
            Add(s_bySecond, UnixHours.Start(last), to, MicrosecondsPerSecond);
        }

        return _points;
    }

    private bool IsShort() =>
        _points.Max(static point => point.At) - _points.Min(static point => point.At) <= TimeSpan.FromHours(MostHoursBySecond);

    private void Add(string sql, long from, long to, long unit)
    {
        using var command = snapshot.Command(sql, ("@from", from), ("@to", to));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            _points.Add(new SpendPoint(
                UnixMicroseconds.ToInstant(reader.GetInt64(0) * unit),
                reader.IsDBNull(1) ? ReportNames.NotKnown : reader.GetString(1),
                MoneyColumns.Join(reader.GetInt64(2), reader.GetInt64(3))));
        }
    }
}
