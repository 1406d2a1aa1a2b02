using Clearbar.Ledger.Postgres;
using Npgsql;

namespace Clearbar.Limits.Postgres;

/// <summary>
/// The shared limits in the common database: a bucket for each, and every replica's part of it. All exchanges of a schema come one after another (an advisory
/// lock), so each decides on what the one before it committed. The tables are not logged: a server that crashes forgets them, and every bucket is full again.
/// </summary>
/// <param name="journalId">Whose parts are written.</param>
/// <param name="lease">How long a replica that says nothing keeps its parts.</param>
internal sealed class RateShares(Guid journalId, TimeSpan lease)
{
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('clearbar rates ' || current_setting('search_path'), 0))";

    // The server's clock after the lock: buckets fill by one clock, whatever the replicas' own say.
    private const string Seen = "INSERT INTO rate_replicas VALUES (@journal, clock_timestamp()) "
        + "ON CONFLICT (journal_id) DO UPDATE SET seen_at = clock_timestamp()";

    private const string Asked = "WITH asked AS (SELECT * FROM unnest(@limits, @parts) WITH ORDINALITY AS asked (limit_id, part, place)) ";

    private const string Buckets = Asked + """
        SELECT place, requests, tokens, GREATEST(0, EXTRACT(EPOCH FROM clock_timestamp() - filled_at))::DOUBLE PRECISION / 60
        FROM asked JOIN rate_buckets USING (limit_id, part)
        """;

    private const string Others = Asked + """
        SELECT place, SUM(requests), SUM(tokens), SUM(places)::INTEGER, SUM(under_way)::INTEGER,
               SUM(requests_wanted), SUM(tokens_wanted), SUM(places_wanted)::INTEGER
        FROM asked JOIN rate_shares USING (limit_id, part) JOIN rate_replicas USING (journal_id)
        WHERE journal_id <> @journal AND seen_at > clock_timestamp() - @lease
        GROUP BY place
        """;

    private const string WriteBuckets = """
        INSERT INTO rate_buckets (limit_id, part, requests, tokens, filled_at)
        SELECT limit_id, part, requests, tokens, clock_timestamp() FROM unnest(@limits, @parts, @requests, @tokens) AS given (limit_id, part, requests, tokens)
        ON CONFLICT (limit_id, part) DO UPDATE SET requests = EXCLUDED.requests, tokens = EXCLUDED.tokens, filled_at = EXCLUDED.filled_at
        """;

    private const string WriteShares = """
        INSERT INTO rate_shares (journal_id, limit_id, part, requests, tokens, places, under_way, requests_wanted, tokens_wanted, places_wanted)
        SELECT @journal, * FROM unnest(@limits, @parts, @requests, @tokens, @places, @underWay, @requestsWanted, @tokensWanted, @placesWanted)
        ON CONFLICT (limit_id, part, journal_id) DO UPDATE
        SET requests = EXCLUDED.requests, tokens = EXCLUDED.tokens, places = EXCLUDED.places, under_way = EXCLUDED.under_way,
            requests_wanted = EXCLUDED.requests_wanted, tokens_wanted = EXCLUDED.tokens_wanted, places_wanted = EXCLUDED.places_wanted
        """;

    /// <summary>Takes this replica's turn and renews its lease, both until the end of the transaction.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="isLapsed">What it had, perhaps before a restart, is no longer its own.</param>
    public void Begin(NpgsqlConnection connection, bool isLapsed)
    {
        connection.Run(Lock);
        if (isLapsed)
        {
            connection.Run("DELETE FROM rate_shares WHERE journal_id = @journal", ("journal", journalId));
        }

        connection.Run(Seen, ("journal", journalId));
    }

    /// <summary>What is in the buckets by now, and what the others have of them.</summary>
    public void Read(NpgsqlConnection connection, List<SharedRate> rates)
    {
        var limits = rates.ConvertAll(static rate => rate.Counter.Id);
        var parts = rates.ConvertAll(static rate => rate.Counter.Part);
        using (var command = connection.Command(Buckets, ("limits", limits), ("parts", parts)))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var rate = rates[(int)reader.GetInt64(0) - 1];
                var (limit, minutes) = (rate.Counter.Limit, reader.GetDouble(3));
                rate.Requests = reader.GetDouble(1) + (minutes * (limit.RequestsPerMinute ?? 0));
                rate.Tokens = reader.GetDouble(2) + (minutes * (limit.TokensPerMinute ?? 0));
            }
        }

        using (var command = connection.Command(Others, ("limits", limits), ("parts", parts), ("journal", journalId), ("lease", lease)))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                rates[(int)reader.GetInt64(0) - 1].Others = new RateShare(
                    reader.GetDouble(1), reader.GetDouble(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetDouble(5), reader.GetDouble(6),
                    reader.GetInt32(7));
            }
        }
    }

    public void Write(NpgsqlConnection connection, List<SharedRate> rates, bool isLapsed)
    {
        connection.Run(
            WriteBuckets,
            ("limits", rates.ConvertAll(static rate => rate.Counter.Id)),
            ("parts", rates.ConvertAll(static rate => rate.Counter.Part)),
            ("requests", rates.ConvertAll(static rate => rate.Requests ?? 0)),
            ("tokens", rates.ConvertAll(static rate => rate.Tokens ?? 0)));
        var changed = isLapsed ? rates : rates.FindAll(static rate => rate.Counter.Lease!.Written != rate.Own);
        if (changed.Count == 0)
        {
            return;
        }

        connection.Run(
            WriteShares, ("journal", journalId),
            ("limits", changed.ConvertAll(static rate => rate.Counter.Id)),
            ("parts", changed.ConvertAll(static rate => rate.Counter.Part)),
            ("requests", changed.ConvertAll(static rate => rate.Own.Requests)),
            ("tokens", changed.ConvertAll(static rate => rate.Own.Tokens)),
            ("places", changed.ConvertAll(static rate => rate.Own.Places)),
            ("underWay", changed.ConvertAll(static rate => rate.Own.UnderWay)),
            ("requestsWanted", changed.ConvertAll(static rate => rate.Own.RequestsWanted)),
            ("tokensWanted", changed.ConvertAll(static rate => rate.Own.TokensWanted)),
            ("placesWanted", changed.ConvertAll(static rate => rate.Own.PlacesWanted)));
    }

    /// <summary>Forgets buckets that have long been full, and replicas that have long been gone.</summary>
    public static void Prune(NpgsqlConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        connection.Run(Lock);
        connection.Run("DELETE FROM rate_replicas WHERE seen_at < clock_timestamp() - INTERVAL '1 hour'");
        connection.Run("DELETE FROM rate_shares WHERE journal_id NOT IN (SELECT journal_id FROM rate_replicas)");
        connection.Run(
            "DELETE FROM rate_buckets AS bucket WHERE filled_at < clock_timestamp() - INTERVAL '1 hour' AND NOT EXISTS "
            + "(SELECT 1 FROM rate_shares AS share WHERE (share.limit_id, share.part) = (bucket.limit_id, bucket.part) AND (requests, tokens, places) <> (0, 0, 0))");
        connection.Run(
            "DELETE FROM rate_shares AS share WHERE NOT EXISTS "
            + "(SELECT 1 FROM rate_buckets AS bucket WHERE (share.limit_id, share.part) = (bucket.limit_id, bucket.part))");
        transaction.Commit();
    }
}
