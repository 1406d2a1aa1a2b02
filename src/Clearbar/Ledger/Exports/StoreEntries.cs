using System.Data.Common;
using System.Text;
using System.Text.Json;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Exports;

/// <summary>Streams whole entries from one snapshot of a store; works beside a running gateway.</summary>
public sealed class StoreEntries : IEntrySource
{
    private const string Columns = """
        SELECT entry_id, at_us, settled_at_us, outcome, request_id, attempt, class, rung, deployment, surface, model, asked_model,
               served_model, dialect, stream, key_id, tags, edits, status, upstream_request_id, reason, estimated_prompt,
               input, cache_read, cache_write_5m, cache_write_1h, output, usage_is_final,
               ceiling_micro, ceiling_pico, cost_micro, cost_pico, price_status, lines, COALESCE(price_book, open_price_book),
               first_byte_ms, total_ms, gateway_ms,
               avoided_input, avoided_cache_read, avoided_cache_write_5m, avoided_cache_write_1h, avoided_output
        FROM entries
        """;

    private const string InRange = Columns + " WHERE at_us >= @from AND at_us < @to ORDER BY at_us, entry_id";

    private const string OfOneRequest =
        Columns + " WHERE request_id = @request AND at_us >= @from AND at_us < @to ORDER BY attempt, at_us, entry_id";

    private readonly StoreSnapshot _snapshot;

    private StoreEntries(StoreSnapshot snapshot) => _snapshot = snapshot;

    /// <summary>Opens an SQLite store.</summary>
    /// <exception cref="FileNotFoundException">There is none at <paramref name="path"/>.</exception>
    /// <exception cref="LedgerSchemaException">The store is not one this version can read.</exception>
    public static StoreEntries Open(string path) => new(StoreSnapshot.Open(path));

    /// <summary>Opens a PostgreSQL store.</summary>
    /// <exception cref="LedgerSchemaException">There is none this version can read.</exception>
    /// <exception cref="DbException">The server cannot be reached.</exception>
    public static StoreEntries Open(PostgresAddress address) => new(StoreSnapshot.Open(address));

    public IEnumerable<StoredEntry> Read(DateTimeOffset? from, DateTimeOffset? to) =>
        Rows(InRange, ("@from", MicrosecondsOf(from, long.MinValue)), ("@to", MicrosecondsOf(to, long.MaxValue)));

    public IEnumerable<StoredEntry> ReadRequest(string requestId)
    {
        // There is no index by request: the time in the id keeps the search to some hours of the one by time.
        var (from, to) = RequestTime.Of(requestId) ?? default;
        return Rows(
            OfOneRequest,
            ("@request", requestId),
            ("@from", MicrosecondsOf(from, long.MinValue)),
            ("@to", MicrosecondsOf(to, long.MaxValue)));
    }

    public void Dispose() => _snapshot.Dispose();

    private static object MicrosecondsOf(DateTimeOffset? instant, long otherwise) =>
        instant is { } at ? UnixMicroseconds.From(at) : otherwise;

    private IEnumerable<StoredEntry> Rows(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = _snapshot.Command(sql, parameters);

        // A server sorts the whole range before it gives the first row: minutes where the range is years.
        command.CommandTimeout = 0;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return Entry(reader);
        }
    }

    private StoredEntry Entry(DbDataReader row) => new()
    {
        EntryId = _snapshot.IdIn(row, 0),
        At = UnixMicroseconds.ToInstant(row.GetInt64(1)),
        SettledAt = row.IsDBNull(2) ? null : UnixMicroseconds.ToInstant(row.GetInt64(2)),
        Outcome = (EntryOutcome)row.GetInt32(3),
        RequestId = Text(row, 4),
        Attempt = (int)Number(row, 5),
        Class = Text(row, 6),
        Rung = Text(row, 7),
        Deployment = Text(row, 8),
        Surface = row.IsDBNull(9) ? null : (Surface)row.GetInt32(9),
        Model = Text(row, 10),
        AskedModel = Text(row, 11),
        ServedModel = Text(row, 12),
        Dialect = row.IsDBNull(13) ? null : (Dialect)row.GetInt32(13),
        Stream = Number(row, 14) != 0,
        KeyId = Text(row, 15),
        Tags = Text(row, 16),
        Edits = Text(row, 17),
        Status = (int)Number(row, 18),
        UpstreamRequestId = Text(row, 19),
        Reason = Text(row, 20),
        EstimatedPromptTokens = Number(row, 21),
        Usage = new TokenUsage(Number(row, 22), Number(row, 23), Number(row, 24), Number(row, 25), Number(row, 26)),
        UsageIsFinal = Number(row, 27) != 0,
        Ceiling = Money(row, 28),
        Cost = Money(row, 30),
        PriceStatus = row.IsDBNull(32) ? PriceStatus.Unknown : (PriceStatus)row.GetInt32(32),
        Lines = Lines(Text(row, 33)),
        PriceBook = Text(row, 34),
        FirstByteMs = Real(row, 35),
        TotalMs = Real(row, 36),
        GatewayMs = Real(row, 37),
        Avoided = row.IsDBNull(38)
            ? null
            : new TokenUsage(Number(row, 38), Number(row, 39), Number(row, 40), Number(row, 41), Number(row, 42)),
    };

    private static IReadOnlyList<LedgerLine> Lines(string? text)
    {
        if (text is null)
        {
            return [];
        }

        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        json.Read();
        return LedgerLines.Read(ref json);
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long Number(DbDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);

    private static double Real(DbDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetDouble(column);

    private static Usd? Money(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : MoneyColumns.Join(row.GetInt64(column), row.GetInt64(column + 1));
}
