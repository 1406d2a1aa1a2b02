using Clearbar.Ledger;
using Clearbar.Ledger.Sqlite;
using Clearbar.Pricing;
using Clearbar.Wire;
using Microsoft.Data.Sqlite;

namespace Clearbar.EndToEnd.Harness;

/// <summary>One ledger entry as it lies in the store, read with plain SQL and not with the code under test.</summary>
public sealed record LedgerRow(
    Guid EntryId,
    string RequestId,
    int Attempt,
    string Class,
    string Rung,
    string Model,
    EntryOutcome Outcome,
    int Status,
    TokenUsage Usage,
    bool UsageIsFinal,
    Usd? Cost,
    Usd? Ceiling,
    PriceStatus? PriceStatus,
    string? Reason,
    string? Edits,
    string? Tags,
    string KeyId,
    double GatewayMs,
    string Deployment,
    long EstimatedPromptTokens,
    double TotalMs)
{
    private const string Select = """
        SELECT entry_id, request_id, attempt, class, rung, model, outcome, status, input, cache_read, cache_write_5m, cache_write_1h, output,
               usage_is_final, cost_micro, cost_pico, ceiling_micro, ceiling_pico, price_status, reason, edits, tags, key_id, gateway_ms, deployment, estimated_prompt, total_ms
        FROM entries ORDER BY entry_id
        """;

    public static IReadOnlyList<LedgerRow> ReadAll(string storePath)
    {
        // Two native libraries in one process do not share their handles: the choice is made before the first connection.
        SqliteLibrary.Load();
        using var connection = new SqliteConnection($"Data Source={storePath};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Select;
        using var reader = command.ExecuteReader();
        var rows = new List<LedgerRow>();
        while (reader.Read())
        {
            rows.Add(new LedgerRow(
                new Guid((byte[])reader[0], bigEndian: true),
                Text(reader, 1) ?? "",
                (int)Number(reader, 2),
                Text(reader, 3) ?? "",
                Text(reader, 4) ?? "",
                Text(reader, 5) ?? "",
                (EntryOutcome)Number(reader, 6),
                (int)Number(reader, 7),
                new TokenUsage(Number(reader, 8), Number(reader, 9), Number(reader, 10), Number(reader, 11), Number(reader, 12)),
                Number(reader, 13) != 0,
                Money(reader, 14),
                Money(reader, 16),
                reader.IsDBNull(18) ? null : (PriceStatus)Number(reader, 18),
                Text(reader, 19),
                Text(reader, 20),
                Text(reader, 21),
                Text(reader, 22) ?? "",
                reader.IsDBNull(23) ? 0 : reader.GetDouble(23),
                Text(reader, 24) ?? "",
                Number(reader, 25),
                reader.IsDBNull(26) ? 0 : reader.GetDouble(26)));
        }

        return rows;
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long Number(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? 0 : reader.GetInt64(column);

    /// <summary>Whole micro-dollars and the remainder in pico-dollars.</summary>
    private static Usd? Money(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Usd((reader.GetInt64(column) / 1_000_000m) + (reader.GetInt64(column + 1) / 1_000_000_000_000m));
}
