using System.Globalization;
using Clearbar.Certificates.Online;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Npgsql;

namespace Clearbar.Certificates.Postgres;

/// <summary>
/// The evidence of all replicas in the common database: a row for each class, basis and replica with that replica's absolute counts, written by it alone.
/// All exchanges of a schema come one after another (an advisory lock), so that <c>change</c> rises in the order in which rows can be seen.
/// </summary>
/// <param name="journalId">Which replica this is.</param>
internal sealed class EvidenceRows(Guid journalId)
{
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('clearbar evidence ' || current_setting('search_path'), 0))";

    private const string WriteSelf = """
        INSERT INTO evidence_replicas (journal_id, version, seen_at, spend_day, spent, claimed)
        VALUES (@journal, @version, clock_timestamp(), @day, @spent, @claimed)
        ON CONFLICT (journal_id) DO UPDATE SET version = EXCLUDED.version, seen_at = EXCLUDED.seen_at, is_folded = FALSE,
            spend_day = EXCLUDED.spend_day, spent = EXCLUDED.spent, claimed = EXCLUDED.claimed
        """;

    private const string WriteStates = """
        INSERT INTO evidence (class, reference, basis, journal_id, change, state)
        SELECT class, reference, basis, @journal, nextval('evidence_changes'), state
        FROM unnest(@classes, @references, @bases, @states) AS given (class, reference, basis, state)
        ON CONFLICT (class, reference, basis, journal_id) DO UPDATE SET change = EXCLUDED.change, state = EXCLUDED.state
        """;

    public static void TakeTurn(NpgsqlConnection connection) => connection.Run(Lock);

    /// <summary>What this replica had stored of itself, and how often replicas that are gone have been put together.</summary>
    public (StoredReplica? Self, long Folds) Read(NpgsqlConnection connection)
    {
        using var command = connection.Command(
            "SELECT journal_id, version, is_folded, spend_day, spent, claimed FROM evidence_replicas WHERE journal_id = @journal OR journal_id = @gone",
            ("journal", journalId), ("gone", Guid.Empty));
        using var reader = command.ExecuteReader();
        (StoredReplica? Self, long Folds) found = (null, 0);
        while (reader.Read())
        {
            if (reader.GetGuid(0) == Guid.Empty)
            {
                found.Folds = reader.GetInt64(1);
                continue;
            }

            var spend = new ShadowSpend(reader.GetFieldValue<DateOnly>(3), new Usd(reader.GetDecimal(4))) { Claimed = new Usd(reader.GetDecimal(5)) };
            found.Self = new StoredReplica(reader.GetInt64(1), reader.GetBoolean(2), spend);
        }

        return found;
    }

    /// <summary>The rows of all others that changed after <paramref name="seen"/>, in the order they did.</summary>
    /// <exception cref="InvalidDataException">A row cannot be read; the message names it.</exception>
    public List<StoredState> ReadOthers(NpgsqlConnection connection, long seen) => Read(
        connection, "SELECT journal_id, change, class, reference, state FROM evidence WHERE change > @seen AND journal_id <> @journal ORDER BY change",
        ("seen", seen), ("journal", journalId));

    /// <summary>What this replica had stored: of each class the basis it was on last.</summary>
    /// <inheritdoc cref="ReadOthers"/>
    public BookState ReadOwn(NpgsqlConnection connection)
    {
        var classes = new SortedDictionary<ClassKey, ClassState>();
        foreach (var row in Read(
            connection, "SELECT journal_id, change, class, reference, state FROM evidence WHERE journal_id = @journal ORDER BY change", ("journal", journalId)))
        {
            var key = new ClassKey(row.State.Class, row.State.Reference);
            if (!classes.TryGetValue(key, out var other) || row.State.Epoch >= other.Epoch)
            {
                classes[key] = row.State;
            }
        }

        return new BookState { Classes = [.. classes.Values] };
    }

    /// <summary>What all others have spent and claimed of a day's dollars.</summary>
    public ShadowSpend ReadSpend(NpgsqlConnection connection, DateOnly day)
    {
        using var command = connection.Command(
            "SELECT COALESCE(SUM(spent), 0), COALESCE(SUM(claimed), 0) FROM evidence_replicas WHERE journal_id <> @journal AND spend_day = @day",
            ("journal", journalId), ("day", day));
        using var reader = command.ExecuteReader();
        reader.Read();
        return new ShadowSpend(day, new Usd(reader.GetDecimal(0))) { Claimed = new Usd(reader.GetDecimal(1)) };
    }

    public void Write(NpgsqlConnection connection, long version, in ShadowSpend spend) => connection.Run(
        WriteSelf, ("journal", journalId), ("version", version), ("day", spend.Day), ("spent", spend.Spent.Amount), ("claimed", spend.Claimed.Amount));

    public void Write(NpgsqlConnection connection, List<ClassState> states) => Write(connection, journalId, states);

    public static void Write(NpgsqlConnection connection, Guid owner, List<ClassState> states)
    {
        if (states.Count > 0)
        {
            connection.Run(
                WriteStates, ("journal", owner),
                ("classes", states.ConvertAll(static state => state.Class)),
                ("references", states.ConvertAll(static state => state.Reference)),
                ("bases", states.ConvertAll(static state => state.Basis)),
                ("states", states.ConvertAll(PolicyBookFile.ToJson)));
        }
    }

    public static List<StoredState> Read(NpgsqlConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var rows = new List<StoredState>();
        using var command = connection.Command(sql, parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            try
            {
                rows.Add(new StoredState(reader.GetGuid(0), reader.GetInt64(1), PolicyBookFile.ParseClass(reader.GetString(4))));
            }
            catch (InvalidDataException problem)
            {
                throw new InvalidDataException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the row of replica {reader.GetGuid(0)} for class {reader.GetString(2)}, asked for {reader.GetString(3)}, in table evidence: {problem.Message}"),
                    problem);
            }
        }

        return rows;
    }
}
