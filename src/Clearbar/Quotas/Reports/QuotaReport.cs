using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Sqlite;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using Microsoft.Data.Sqlite;

namespace Clearbar.Quotas.Reports;

/// <summary>
/// From the ledger: how much of the providers' quotas each model on each deployment took, and the figures AWS asks for when one wants more.
/// Attempts count in the minute they were opened in.
/// </summary>
public static class QuotaReport
{
    private const string Entries = """
        SELECT deployment, model, surface, at_us, COALESCE(input, 0), COALESCE(cache_read, 0), COALESCE(cache_write_5m, 0),
               COALESCE(cache_write_1h, 0), COALESCE(output, 0), COALESCE(estimated_prompt, 0), ceiling_micro, ceiling_pico
        FROM entries
        WHERE at_us >= $from AND at_us < $to AND model IS NOT NULL AND surface <> $local
        """;

    /// <summary>Reads a store. The rows are in the order of what they used, the most first.</summary>
    /// <exception cref="SqliteException">The store cannot be read.</exception>
    /// <exception cref="LedgerSchemaException">It is not one this version can read.</exception>
    public static IReadOnlyList<QuotaUsage> Read(string storePath, DateTimeOffset? from, DateTimeOffset? to, PriceBook prices)
    {
        SqliteLibrary.Load();
        var settings = new SqliteConnectionStringBuilder { DataSource = storePath, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        using var connection = new SqliteConnection(settings.ConnectionString);
        connection.Open();
        SqliteSchema.Check(connection);
        using var command = connection.CreateCommand();
        command.CommandText = Entries;
        command.Parameters.AddWithValue("$from", from is { } first ? UnixMicroseconds.From(first) : long.MinValue);
        command.Parameters.AddWithValue("$to", to is { } end ? UnixMicroseconds.From(end) : long.MaxValue);
        command.Parameters.AddWithValue("$local", (int)Surface.Local);
        using var reader = command.ExecuteReader();
        var tallies = new Dictionary<(string, string), (QuotaTally Tally, Surface PricedAs)>();
        var limits = new MaxTokensReader(prices);
        while (reader.Read())
        {
            Add(reader, tallies, limits);
        }

        return [.. tallies.Values.Select(static made => made.Tally.ToUsage()).OrderByDescending(static usage => usage.Used).ThenBy(static usage => usage.Model, StringComparer.Ordinal)];
    }

    private static void Add(SqliteDataReader reader, Dictionary<(string, string), (QuotaTally Tally, Surface PricedAs)> tallies, MaxTokensReader limits)
    {
        var deployment = reader.GetString(0);
        var model = reader.GetString(1);
        if (!tallies.TryGetValue((deployment, model), out var found))
        {
            var pricedAs = PricedAs((Surface)reader.GetInt32(2), model, out var known);
            var formula = pricedAs == Surface.Bedrock ? QuotaFormula.Bedrock(known) : new QuotaFormula(1, ReservesOutput: false);
            found = (new QuotaTally(deployment, model, formula), pricedAs);
            tallies.Add((deployment, model), found);
        }

        var at = reader.GetInt64(3);
        var usage = new TokenUsage(reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8));
        var prompt = reader.GetInt64(9);
        Usd? ceiling = reader.IsDBNull(10) ? null : MoneyColumns.Join(reader.GetInt64(10), reader.GetInt64(11));
        var day = DateOnly.FromDateTime(UnixMicroseconds.ToInstant(at).UtcDateTime);
        found.Tally.Add(new QuotaEntry(at, usage, prompt, limits.Read(found.PricedAs, model, day, prompt, ceiling)));
    }

    /// <summary>The emulator's entries count as those of the surface it stood in for: Bedrock's ids are not the direct API's.</summary>
    private static Surface PricedAs(Surface surface, string model, out Model? known)
    {
        ModelCatalog.Embedded.TryResolve(model, out known, out _);
        return surface != Surface.Emulator ? surface : known is not null && known.Id == model ? Surface.AnthropicApi : Surface.Bedrock;
    }
}
