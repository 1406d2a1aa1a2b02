namespace Clearbar.Ledger.Rollups;

/// <summary>The roll-up tables, in SQL that every store understands; each store adds its own storage options.</summary>
public static class RollupTables
{
    /// <summary>Columns of <c>rollup_groups</c> in the order of <see cref="RollupGroup"/>, after its key <c>group_id</c>.</summary>
    public static IReadOnlyList<string> GroupColumns { get; } =
        ["key_id", "class", "rung", "model", "deployment", "surface", "outcome", "price_status", "shape"];

    /// <summary>The body of <c>CREATE TABLE rollup_groups</c>.</summary>
    public const string Groups =
        "group_id BIGINT PRIMARY KEY, key_id TEXT, class TEXT, rung TEXT, model TEXT, deployment TEXT, surface SMALLINT, "
        + "outcome SMALLINT NOT NULL, price_status SMALLINT, shape INTEGER NOT NULL";

    /// <summary>The body of <c>gateway_times</c> and <c>gateway_days</c>: accepted answers by hour and duration in nanoseconds.</summary>
    public const string Times = "hour BIGINT NOT NULL, bucket BIGINT NOT NULL, answers BIGINT NOT NULL, PRIMARY KEY (hour, bucket)";

    /// <summary>
    /// The body of <c>rollup_hours</c> and <c>rollup_days</c>. A row of the latter has the first hour of its day and the sum of the day's hours:
    /// what keeps a month's report to some ten thousand rows.
    /// </summary>
    public static string Sums { get; } =
        "hour BIGINT NOT NULL, group_id BIGINT NOT NULL, "
        + string.Join(", ", RollupSums.Columns.Select(static column => $"{column} BIGINT NOT NULL"))
        + ", PRIMARY KEY (hour, group_id)";

    /// <summary>The columns of <see cref="Sums"/>, its key first.</summary>
    public static string SumColumns { get; } = "hour, group_id, " + string.Join(", ", RollupSums.Columns);

    /// <summary>Adds the row that would have been inserted into a table of <see cref="Sums"/> to the row that is there.</summary>
    public static string AddSums(string table) =>
        "ON CONFLICT (hour, group_id) DO UPDATE SET "
        + string.Join(", ", RollupSums.Columns.Select(column => $"{column} = {table}.{column} + excluded.{column}"));

    /// <summary>The same for a table of <see cref="Times"/>.</summary>
    public static string AddTimes(string table) => $"ON CONFLICT (hour, bucket) DO UPDATE SET answers = {table}.answers + excluded.answers";
}
