using System.Data.Common;
using Clearbar.Tiers;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Adds up what attempts cost or at most will have cost. Exact: money is summed as two integers. Attempts whose opening was lost are left
/// out: nothing is known of whose they were.
/// </summary>
internal static class CommittedSpend
{
    private const string Columns = """
        key_id, class, model, tags,
        CAST(COALESCE(SUM(COALESCE(cost_micro, ceiling_micro)), 0) AS BIGINT),
        CAST(COALESCE(SUM(COALESCE(cost_pico, ceiling_pico)), 0) AS BIGINT),
        SUM(CASE WHEN cost_micro IS NULL AND ceiling_micro IS NULL THEN 1 ELSE 0 END)
        """;

    private const string Range = "at_us >= @from AND at_us < @to AND surface <> @local GROUP BY key_id, class, model, tags";

    private const string Sums = $"SELECT {Columns} FROM entries WHERE {Range}";

    private const string SumsByJournal = $"SELECT {Columns}, journal_id FROM entries JOIN drained USING (journal_no) WHERE {Range}, journal_id";

    /// <summary>From a report's cells, open ones included.</summary>
    public static List<SpendRow> Of(IReadOnlyCollection<ReportCell> cells)
    {
        var rows = new List<SpendRow>(cells.Count);
        foreach (var cell in cells)
        {
            var (group, sums) = (cell.Group, cell.Sums);
            if (group.Surface is not (null or Surface.Local))
            {
                rows.Add(new SpendRow(
                    group.KeyId ?? "", group.Class, group.Model, Tags: null, sums.Cost + sums.Ceiling, sums.WithoutCeiling));
            }
        }

        return rows;
    }

    /// <summary>From the rows of <c>[from, to)</c>, microseconds since 1970.</summary>
    public static List<SpendRow> ByTags(StoreSnapshot snapshot, long from, long to)
    {
        using var command = snapshot.Command(Sums, ("@from", from), ("@to", to), ("@local", (int)Surface.Local));
        using var reader = command.ExecuteReader();
        var rows = new List<SpendRow>();
        while (reader.Read())
        {
            rows.Add(RowOf(reader));
        }

        return rows;
    }

    /// <summary>From the rows of <c>[from, to)</c> of a store that several journals share.</summary>
    public static List<(Guid Journal, SpendRow Row)> ByJournal(StoreSnapshot snapshot, long from, long to)
    {
        using var command = snapshot.Command(SumsByJournal, ("@from", from), ("@to", to), ("@local", (int)Surface.Local));
        using var reader = command.ExecuteReader();
        var rows = new List<(Guid, SpendRow)>();
        while (reader.Read())
        {
            rows.Add((snapshot.IdIn(reader, 7), RowOf(reader)));
        }

        return rows;
    }

    private static SpendRow RowOf(DbDataReader reader) => new(
        Text(reader, 0) ?? "", Text(reader, 1), Text(reader, 2), Text(reader, 3),
        MoneyColumns.Join(reader.GetInt64(4), reader.GetInt64(5)), reader.GetInt64(6));

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
