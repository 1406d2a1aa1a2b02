using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Sqlite;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using Microsoft.Data.Sqlite;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Reads report figures from one snapshot of an SQLite store (a WAL reader: it neither blocks the gateway nor is blocked by it).
/// </summary>
public sealed class StoreReader : IDisposable
{
    private const string Range = "at_us >= $from AND at_us < $to";

    /// <summary>
    /// Every amount is two exact sums; the columns are in the order in which <see cref="ReadRow"/> takes them. Outcomes by the numbers of
    /// <see cref="EntryOutcome"/>: 0 open, 1 accepted, 2 escalated, 3 to 5 failed, broken and client gone, 6 abandoned; price status 1 is
    /// estimated.
    /// </summary>
    private static readonly string RowColumns = $"""
        COUNT(DISTINCT COALESCE(request_id, entry_id)), COUNT(*), SUM(outcome = 1), SUM(COALESCE(surface, 0) = {(int)Surface.Emulator}),
        SUM(input), SUM(cache_read), SUM(cache_write_5m), SUM(cache_write_1h), SUM(output),
        SUM(CASE WHEN outcome NOT IN (0, 6) THEN cost_micro END), SUM(CASE WHEN outcome NOT IN (0, 6) THEN cost_pico END),
        SUM(CASE WHEN outcome NOT IN (0, 6) AND price_status = 1 THEN cost_micro END),
        SUM(CASE WHEN outcome NOT IN (0, 6) AND price_status = 1 THEN cost_pico END),
        SUM(outcome = 2), SUM(CASE WHEN outcome = 2 THEN cost_micro END), SUM(CASE WHEN outcome = 2 THEN cost_pico END),
        SUM(outcome IN (3, 4, 5)), SUM(CASE WHEN outcome IN (3, 4, 5) THEN cost_micro END),
        SUM(CASE WHEN outcome IN (3, 4, 5) THEN cost_pico END),
        SUM(outcome = 6), SUM(CASE WHEN outcome = 6 THEN cost_micro END), SUM(CASE WHEN outcome = 6 THEN cost_pico END),
        SUM(outcome = 6 AND cost_micro IS NULL),
        SUM(outcome = 0), SUM(CASE WHEN outcome = 0 THEN ceiling_micro END), SUM(CASE WHEN outcome = 0 THEN ceiling_pico END),
        SUM(outcome = 0 AND ceiling_micro IS NULL),
        SUM(outcome NOT IN (0, 6) AND cost_micro IS NULL),
        SUM(CASE WHEN outcome NOT IN (0, 6) AND cost_micro IS NULL THEN ceiling_micro END),
        SUM(CASE WHEN outcome NOT IN (0, 6) AND cost_micro IS NULL THEN ceiling_pico END),
        SUM(outcome NOT IN (0, 6) AND cost_micro IS NULL AND ceiling_micro IS NULL)
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _snapshot;

    private StoreReader(SqliteConnection connection)
    {
        _connection = connection;
        _snapshot = connection.BeginTransaction(deferred: true);
    }

    /// <summary>Opens the store for reading.</summary>
    public static StoreReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no ledger at {Path.GetFullPath(path)}.", path);
        }

        SqliteLibrary.Load();

        // Not read-only: a reader of a WAL file left by a dead process must be able to rebuild its shared-memory index.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            SqliteSchema.Check(connection);
            return new StoreReader(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>How far the store has drained a journal; null when it never saw it.</summary>
    public JournalPosition? DrainedUpTo(Guid journalId)
    {
        using var command = Command("SELECT segment, offset FROM drained WHERE journal_id = $id");
        command.Parameters.AddWithValue("$id", journalId.ToByteArray(bigEndian: true));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new JournalPosition(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    public ReportRow ReadTotal(ReportQuery query)
    {
        using var command = Command($"SELECT '', {RowColumns} FROM entries WHERE {Range}", query);
        using var reader = command.ExecuteReader();
        reader.Read();
        return ReadRow(reader);
    }

    public IReadOnlyList<ReportRow> ReadRows(ReportQuery query)
    {
        using var command = Command($"SELECT {KeyOf(query.GroupBy)} AS name, {RowColumns} FROM entries WHERE {Range} GROUP BY name", query);
        using var reader = command.ExecuteReader();
        var rows = new List<ReportRow>();
        while (reader.Read())
        {
            var row = ReadRow(reader);
            rows.Add(query.GroupBy == ReportGrouping.Outcome ? row with { Name = OutcomeName(row.Name) } : row);
        }

        rows.Sort(query.GroupBy == ReportGrouping.Day
            ? static (a, b) => string.CompareOrdinal(a.Name, b.Name)
            : static (a, b) => a.Cost == b.Cost ? string.CompareOrdinal(a.Name, b.Name) : b.Cost.CompareTo(a.Cost));
        return rows;
    }

    public IReadOnlyList<RungShare> ReadRungs(ReportQuery query, long accepted)
    {
        var rows = ReadRows(query with { GroupBy = ReportGrouping.Rung });
        var shares = new List<RungShare>(rows.Count);
        foreach (var row in rows)
        {
            var share = accepted == 0 ? 0 : (double)row.Accepted / accepted;
            shares.Add(new RungShare(row.Name, row.Accepted, share, row.Escalated, row.Cost));
        }

        shares.Sort(static (a, b) => b.Accepted.CompareTo(a.Accepted));
        return shares;
    }

    public GatewayTime ReadGatewayTime(ReportQuery query)
    {
        const string Measured = Range + " AND outcome = 1 AND gateway_ms > 0";
        using var command = Command($"SELECT COUNT(*) FROM entries WHERE {Measured}", query);
        var count = (long)command.ExecuteScalar()!;
        return count == 0 ? default : new GatewayTime(count, Percentile(50), Percentile(99));

        double Percentile(long percent)
        {
            using var ranked = Command($"SELECT gateway_ms FROM entries WHERE {Measured} ORDER BY gateway_ms LIMIT 1 OFFSET $rank", query);
            ranked.Parameters.AddWithValue("$rank", (((count * percent) + 99) / 100) - 1);
            return (double)ranked.ExecuteScalar()!;
        }
    }

    public IReadOnlyList<SavingsWaterfall> ReadWaterfalls(ReportQuery query, IBaselinePricer pricer)
    {
        var builders = new WaterfallBuilder[query.Baselines.Count];
        for (var i = 0; i < builders.Length; i++)
        {
            builders[i] = new WaterfallBuilder(query.Baselines[i], pricer);
        }

        using var command = Command(
            "SELECT at_us, outcome, surface, cost_micro, cost_pico, input, cache_read, cache_write_5m, cache_write_1h, output, "
            + "avoided_input, avoided_cache_read, avoided_cache_write_5m, avoided_cache_write_1h, avoided_output "
            + $"FROM entries WHERE {Range} AND outcome NOT IN (0, 6)",
            query);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var attempt = ReadAttempt(reader);
            foreach (var builder in builders)
            {
                builder.Add(attempt);
            }
        }

        return Array.ConvertAll(builders, static builder => builder.ToWaterfall());
    }

    public void Dispose()
    {
        _snapshot.Dispose();
        _connection.Dispose();
    }

    private static SettledAttempt ReadAttempt(SqliteDataReader reader) => new(
        DateOnly.FromDateTime(UnixMicroseconds.ToInstant(reader.GetInt64(0)).UtcDateTime),
        (EntryOutcome)reader.GetInt32(1),
        reader.IsDBNull(2) ? Surface.Bedrock : (Surface)reader.GetInt32(2),
        ReadUsage(reader, 5),
        reader.IsDBNull(10) ? null : ReadUsage(reader, 10),
        reader.IsDBNull(3) ? null : MoneyColumns.Join(reader.GetInt64(3), reader.GetInt64(4)));

    private static ReportRow ReadRow(SqliteDataReader reader) => new()
    {
        Name = reader.IsDBNull(0) ? "(not known)" : reader.GetString(0),
        Requests = reader.GetInt64(1),
        Attempts = reader.GetInt64(2),
        Accepted = Count(reader, 3),
        Emulated = Count(reader, 4),
        Usage = ReadUsage(reader, 5),
        Cost = Money(reader, 10),
        EstimatedCost = Money(reader, 12),
        Escalated = Count(reader, 14),
        EscalatedCost = Money(reader, 15),
        Lost = Count(reader, 17),
        LostCost = Money(reader, 18),
        Abandoned = new UncertainAmount(Count(reader, 20), Money(reader, 21), Count(reader, 23)),
        Open = new UncertainAmount(Count(reader, 24), Money(reader, 25), Count(reader, 27)),
        Unpriced = new UncertainAmount(Count(reader, 28), Money(reader, 29), Count(reader, 31)),
    };

    private static long Count(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? 0 : reader.GetInt64(column);

    private static Usd Money(SqliteDataReader reader, int column) => MoneyColumns.Join(Count(reader, column), Count(reader, column + 1));

    private static TokenUsage ReadUsage(SqliteDataReader reader, int column) => new(
        Count(reader, column), Count(reader, column + 1), Count(reader, column + 2), Count(reader, column + 3), Count(reader, column + 4));

    private static string KeyOf(ReportGrouping grouping) => grouping switch
    {
        ReportGrouping.Day => "strftime('%Y-%m-%d', at_us / 1000000, 'unixepoch')",
        ReportGrouping.Key => "key_id",
        ReportGrouping.Class => "class",
        ReportGrouping.Model => "COALESCE(model, served_model)",
        ReportGrouping.Rung => "rung",
        ReportGrouping.Deployment => "deployment",
        ReportGrouping.Outcome => "CAST(outcome AS TEXT)",
        _ => throw new ArgumentOutOfRangeException(nameof(grouping)),
    };

    private static string OutcomeName(string number) => Enum.Parse<EntryOutcome>(number).ToString();

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _snapshot;
        command.CommandText = sql;
        return command;
    }

    private SqliteCommand Command(string sql, ReportQuery query)
    {
        var command = Command(sql);
        command.Parameters.AddWithValue("$from", query.From is { } from ? UnixMicroseconds.From(from) : long.MinValue);
        command.Parameters.AddWithValue("$to", query.To is { } to ? UnixMicroseconds.From(to) : long.MaxValue);
        return command;
    }
}
