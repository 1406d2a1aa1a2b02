using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>Streams the attempts that went to a provider; those whose opening was lost are left out.</summary>
internal static class CalledAttempts
{
    private const string Sql = """
        SELECT deployment, model, surface, at_us, COALESCE(input, 0), COALESCE(cache_read, 0), COALESCE(cache_write_5m, 0),
               COALESCE(cache_write_1h, 0), COALESCE(output, 0), COALESCE(estimated_prompt, 0), ceiling_micro, ceiling_pico
        FROM entries
        WHERE at_us >= @from AND at_us < @to AND model IS NOT NULL AND surface <> @local
        """;

    /// <summary>Reads those opened in <c>[from, to)</c>, microseconds since 1970.</summary>
    public static IEnumerable<CalledAttempt> Read(StoreSnapshot snapshot, long from, long to)
    {
        using var command = snapshot.Command(Sql, ("@from", from), ("@to", to), ("@local", (int)Surface.Local));
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            Usd? ceiling = row.IsDBNull(10) ? null : MoneyColumns.Join(row.GetInt64(10), row.GetInt64(11));
            var usage = new TokenUsage(row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));
            yield return new CalledAttempt(
                row.GetString(0), row.GetString(1), (Surface)row.GetInt32(2), row.GetInt64(3), usage, row.GetInt64(9), ceiling);
        }
    }
}
