using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using Microsoft.Data.Sqlite;

namespace Clearbar.Dashboard.Figures;

/// <summary>
/// One pass over the settled attempts of a period, for what a report does not break down: rungs and savings per class, model and key, spend
/// by time and rung. Uses the store's columns as <see cref="SqliteSchema"/> version 1 names them.
/// </summary>
public sealed class AttemptScan
{
    private const string Range = "at_us >= $from AND at_us < $to AND outcome NOT IN (0, 6)";
    private const string NotKnown = "(not known)";

    private readonly Func<WaterfallBuilder?> _newSavings;
    private readonly WaterfallBuilder[] _totals;
    private SpendTally? _spend;

    private AttemptScan(IReadOnlyList<string> baselines, string? chosen, IBaselinePricer pricer)
    {
        _totals = [.. baselines.Select(model => new WaterfallBuilder(model, pricer))];
        _newSavings = chosen is null ? static () => null : () => new WaterfallBuilder(chosen, pricer);
    }

    public Dictionary<string, GroupTally> Classes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, GroupTally> Models { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, GroupTally> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Attempts read.</summary>
    public long Attempts { get; private set; }

    /// <summary>Their known charges.</summary>
    public Usd Cost { get; private set; }

    /// <summary>The part of <see cref="Cost"/> that was charged by the emulator.</summary>
    public Usd EmulatedCost { get; private set; }

    public IReadOnlyList<SavingsWaterfall> Waterfalls => Array.ConvertAll(_totals, static builder => builder.ToWaterfall());

    public SpendSeries? Spend => _spend?.ToSeries();

    /// <summary>Reads the store in one snapshot.</summary>
    public static AttemptScan Read(
        string storePath, DateTimeOffset? from, DateTimeOffset? to, IReadOnlyList<string> baselines, string? chosen, IBaselinePricer pricer)
    {
        SqliteLibrary.Load();

        // Not read-only, as in StoreReader: a reader must be able to rebuild the shared-memory index of a WAL file whose writer died.
        var settings = new SqliteConnectionStringBuilder { DataSource = storePath, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        using var connection = new SqliteConnection(settings.ConnectionString);
        connection.Open();
        using var snapshot = connection.BeginTransaction(deferred: true);
        var scan = new AttemptScan(baselines, chosen, pricer);
        using var extent = Command(snapshot, $"SELECT MIN(at_us), MAX(at_us) FROM entries WHERE {Range}", from, to);
        using (var reader = extent.ExecuteReader())
        {
            if (!reader.Read() || reader.IsDBNull(0))
            {
                return scan;
            }

            scan._spend = new SpendTally(UnixMicroseconds.ToInstant(reader.GetInt64(0)), UnixMicroseconds.ToInstant(reader.GetInt64(1)));
        }

        using var rows = Command(
            snapshot,
            "SELECT at_us, outcome, surface, cost_micro, cost_pico, input, cache_read, cache_write_5m, cache_write_1h, output, "
            + "avoided_input, avoided_cache_read, avoided_cache_write_5m, avoided_cache_write_1h, avoided_output, "
            + $"rung, class, COALESCE(model, served_model), key_id FROM entries WHERE {Range}",
            from,
            to);
        using (var reader = rows.ExecuteReader())
        {
            while (reader.Read())
            {
                scan.Add(reader);
            }
        }

        return scan;
    }

    private void Add(SqliteDataReader row)
    {
        var at = UnixMicroseconds.ToInstant(row.GetInt64(0));
        var surface = row.IsDBNull(2) ? Surface.Bedrock : (Surface)row.GetInt32(2);
        Usd? cost = row.IsDBNull(3) ? null : MoneyColumns.Join(row.GetInt64(3), row.GetInt64(4));
        var attempt = new SettledAttempt(
            DateOnly.FromDateTime(at.UtcDateTime),
            (EntryOutcome)row.GetInt32(1),
            surface,
            Tokens(row, 5),
            row.IsDBNull(10) ? null : Tokens(row, 10),
            cost);
        var rung = Text(row, 15);
        Attempts++;
        Cost += cost ?? Usd.Zero;
        EmulatedCost += surface == Surface.Emulator ? cost ?? Usd.Zero : Usd.Zero;
        _spend!.Add(at, rung, cost ?? Usd.Zero);
        foreach (var total in _totals)
        {
            total.Add(attempt);
        }

        TallyOf(Classes, Text(row, 16)).Add(attempt, rung);
        TallyOf(Models, Text(row, 17)).Add(attempt, rung);
        TallyOf(Keys, Text(row, 18)).Add(attempt, rung);
    }

    private GroupTally TallyOf(Dictionary<string, GroupTally> tallies, string name)
    {
        if (!tallies.TryGetValue(name, out var tally))
        {
            tally = new GroupTally(_newSavings());
            tallies.Add(name, tally);
        }

        return tally;
    }

    private static string Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? NotKnown : row.GetString(column);

    private static TokenUsage Tokens(SqliteDataReader row, int column) => new(
        Count(row, column), Count(row, column + 1), Count(row, column + 2), Count(row, column + 3), Count(row, column + 4));

    private static long Count(SqliteDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);

    private static SqliteCommand Command(SqliteTransaction snapshot, string sql, DateTimeOffset? from, DateTimeOffset? to)
    {
        var command = snapshot.Connection!.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = sql;
        command.Parameters.AddWithValue("$from", from is { } first ? UnixMicroseconds.From(first) : long.MinValue);
        command.Parameters.AddWithValue("$to", to is { } end ? UnixMicroseconds.From(end) : long.MaxValue);
        return command;
    }
}
