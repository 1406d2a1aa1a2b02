using System.Data.Common;
using System.Globalization;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Torture.Stores;
using Clearbar.Wire;

namespace Clearbar.Torture.Audit;

/// <summary>One ledger entry as it lies in the store, read with plain SQL and not with the code under test.</summary>
internal sealed record Entry(
    Guid Id,
    string RequestId,
    int Attempt,
    string Model,
    EntryOutcome Outcome,
    TokenUsage Usage,
    Usd? Cost,
    Usd? Ceiling,
    PriceStatus? PriceStatus)
{
    private const string Select = """
        SELECT entry_id, request_id, attempt, model, outcome, input, cache_read, cache_write_5m, cache_write_1h, output,
               cost_micro, cost_pico, ceiling_micro, ceiling_pico, price_status
        FROM entries
        """;

    public static List<Entry> ReadAll(IStore store)
    {
        using var connection = store.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = Select;
        using var reader = command.ExecuteReader();
        var entries = new List<Entry>();
        while (reader.Read())
        {
            entries.Add(new Entry(
                reader[0] is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)reader[0],
                reader[1] as string ?? "",
                (int)Number(reader, 2),
                reader[3] as string ?? "",
                (EntryOutcome)Number(reader, 4),
                new TokenUsage(Number(reader, 5), Number(reader, 6), Number(reader, 7), Number(reader, 8), Number(reader, 9)),
                Money(reader, 10),
                Money(reader, 12),
                reader.IsDBNull(14) ? null : (PriceStatus)Number(reader, 14)));
        }

        return entries;
    }

    private static long Number(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? 0 : Convert.ToInt64(reader[column], CultureInfo.InvariantCulture);

    /// <summary>Whole micro-dollars and the remainder in pico-dollars.</summary>
    private static Usd? Money(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Usd((Number(reader, column) / 1_000_000m) + (Number(reader, column + 1) / 1_000_000_000_000m));
}
