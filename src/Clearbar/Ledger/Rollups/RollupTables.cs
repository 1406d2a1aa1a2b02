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

    /// <summary>The body of <c>CREATE TABLE gateway_times</c>: accepted answers by hour and duration in nanoseconds.</summary>
    public const string Times = "hour BIGINT NOT NULL, bucket BIGINT NOT NULL, answers BIGINT NOT NULL, PRIMARY KEY (hour, bucket)";

    /// <summary>The body of <c>CREATE TABLE rollup_hours</c>.</summary>
    public static string Hours { get; } =
        "hour BIGINT NOT NULL, group_id BIGINT NOT NULL, "
        + string.Join(", ", RollupSums.Columns.Select(static column => $"{column} BIGINT NOT NULL"))
        + ", PRIMARY KEY (hour, group_id)";

    /// <summary>The columns of <c>rollup_hours</c>, its key first.</summary>
    public static string HourColumns { get; } = "hour, group_id, " + string.Join(", ", RollupSums.Columns);

    /// <summary>Adds the row that would have been inserted to the row that is there.</summary>
    public static string AddHours { get; } =
        "ON CONFLICT (hour, group_id) DO UPDATE SET "
        + string.Join(", ", RollupSums.Columns.Select(static column => $"{column} = rollup_hours.{column} + excluded.{column}"));

    /// <inheritdoc cref="AddHours"/>
    public const string AddTimes = "ON CONFLICT (hour, bucket) DO UPDATE SET answers = gateway_times.answers + excluded.answers";
}
