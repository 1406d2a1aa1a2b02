using System.Globalization;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Npgsql;

namespace Clearbar.Budgets.Postgres;

/// <summary>
/// Every replica's figures in the common database. All exchanges of a schema come one after another (an advisory lock), so each decides on
/// what the one before it committed.
/// </summary>
/// <param name="journalId">Whose figures are written.</param>
/// <param name="lease">How long a replica that says nothing keeps its free slices.</param>
internal sealed class BudgetShares(Guid journalId, TimeSpan lease)
{
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('clearbar budgets ' || current_setting('search_path'), 0))";

    // The clock after the lock, not the transaction's: waiting for one's turn must not make a replica look older than it is.
    private const string Seen = "INSERT INTO replicas VALUES (@journal, clock_timestamp()) "
        + "ON CONFLICT (journal_id) DO UPDATE SET seen_at = clock_timestamp()";

    /// <summary>
    /// A share whose replica's lease has ended counts what it had spent and sent, the latter at its ceiling as the ledger does; what it had
    /// leased and not used is free again. So does one of a journal that never leased.
    /// </summary>
    private const string Others = """
        WITH asked AS (
            SELECT * FROM unnest(@budgets, @parts, @starts) WITH ORDINALITY AS asked (budget, part, start_us, place)),
        alive AS (SELECT journal_id, seen_at FROM replicas WHERE seen_at > clock_timestamp() - @lease OR NOT @mayEnd)
        SELECT place, SUM(spent + CASE WHEN alive.journal_id IS NULL THEN sent ELSE 0 END),
               SUM(held) FILTER (WHERE alive.journal_id IS NOT NULL),
               SUM(CASE WHEN alive.journal_id IS NULL THEN spent + sent ELSE claimed END),
               SUM(wanted) FILTER (WHERE alive.journal_id IS NOT NULL),
               EXTRACT(EPOCH FROM clock_timestamp() - MIN(seen_at) FILTER (WHERE held > 0))
        FROM asked JOIN budget_shares USING (budget, part, start_us) LEFT JOIN alive USING (journal_id)
        WHERE journal_id <> @journal
        GROUP BY place
        """;

    private const string Write = """
        INSERT INTO budget_shares (journal_id, budget, part, start_us, end_us, spent, held, sent, claimed, wanted)
        SELECT @journal, * FROM unnest(@budgets, @parts, @starts, @ends, @spent, @held, @sent, @claimed, @wanted)
        ON CONFLICT (budget, part, start_us, journal_id) DO UPDATE
        SET spent = EXCLUDED.spent, held = EXCLUDED.held, sent = EXCLUDED.sent, claimed = EXCLUDED.claimed, wanted = EXCLUDED.wanted
        """;

    private const string Seed = """
        INSERT INTO budget_shares (journal_id, budget, part, start_us, end_us, spent, held, sent, claimed, wanted)
        VALUES (@journal, @budget, @part, @start, @end::BIGINT, @spent, 0, 0, @spent, 0) ON CONFLICT DO NOTHING
        """;

    /// <summary>Takes this replica's turn and renews its lease, both until the end of the transaction.</summary>
    public void Begin(NpgsqlConnection connection)
    {
        connection.Run(Lock);
        connection.Run(Seen, ("journal", journalId));
    }

    /// <summary>Replicas whose leases run, this one included.</summary>
    public int CountLive(NpgsqlConnection connection) => (int)connection.Scalar(
        "SELECT COUNT(*) FROM replicas WHERE seen_at > clock_timestamp() - @lease", ("lease", lease));

    /// <summary>What the others have of each counter, in the order given.</summary>
    /// <param name="mayEnd">Whether leases may be found ended: not by one who has only just come, or come back, itself.</param>
    public BudgetElsewhere[] Read(NpgsqlConnection connection, List<BudgetCell> cells, bool mayEnd)
    {
        var found = new BudgetElsewhere[cells.Count];
        using var command = connection.Command(
            Others, ("journal", journalId), ("lease", lease), ("mayEnd", mayEnd),
            ("budgets", cells.ConvertAll(static cell => cell.Book.Budget.Id)),
            ("parts", cells.ConvertAll(static cell => cell.Part)),
            ("starts", cells.ConvertAll(static cell => UnixMicroseconds.From(cell.Window.Start))));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            found[(int)reader.GetInt64(0) - 1] = new BudgetElsewhere(
                Amount(reader, 1), Amount(reader, 2), Amount(reader, 3), Amount(reader, 4),
                reader.IsDBNull(5) ? TimeSpan.Zero : TimeSpan.FromSeconds(Convert.ToDouble(reader.GetValue(5), CultureInfo.InvariantCulture)));
        }

        return found;
    }

    /// <summary>Writes those of this replica's figures that the database does not have.</summary>
    public void Apply(NpgsqlConnection connection, List<BudgetShare> shares)
    {
        var changed = shares.FindAll(static share => share.Cell.Written != share.Figures);
        if (changed.Count == 0)
        {
            return;
        }

        connection.Run(
            Write, ("journal", journalId),
            ("budgets", changed.ConvertAll(static share => share.Cell.Book.Budget.Id)),
            ("parts", changed.ConvertAll(static share => share.Cell.Part)),
            ("starts", changed.ConvertAll(static share => UnixMicroseconds.From(share.Cell.Window.Start))),
            ("ends", changed.ConvertAll(static share => Micros(share.Cell.Window.End))),
            ("spent", changed.ConvertAll(static share => share.Figures.Spent.Amount)),
            ("held", changed.ConvertAll(static share => share.Figures.Held.Amount)),
            ("sent", changed.ConvertAll(static share => share.Figures.Sent.Amount)),
            ("claimed", changed.ConvertAll(static share => share.Figures.Claimed.Amount)),
            ("wanted", changed.ConvertAll(static share => share.Figures.Wanted.Amount)));
    }

    /// <summary>
    /// Counts what journals without a share spent, once for each budget's window: those of gateways that are gone, or that have not yet heard of
    /// the budget. A gateway that has a share, or writes one later, knows better.
    /// </summary>
    public static void Sow(
        NpgsqlConnection connection, Budget budget, BudgetWindow window, IReadOnlyDictionary<(Guid Journal, string Part), Usd> spent)
    {
        var (id, start, end) = (budget.Id, UnixMicroseconds.From(window.Start), (object?)Micros(window.End) ?? DBNull.Value);
        using var transaction = connection.BeginTransaction();
        connection.Run(Lock);
        var isFirst = connection.Run(
            "INSERT INTO budget_windows VALUES (@budget, @start, @end::BIGINT) ON CONFLICT DO NOTHING", ("budget", id), ("start", start), ("end", end)) == 1;
        foreach (var ((journal, part), amount) in spent)
        {
            if (isFirst)
            {
                connection.Run(
                    Seed, ("journal", journal), ("budget", id), ("part", part), ("start", start), ("end", end), ("spent", amount.Amount));
            }
        }

        transaction.Commit();
    }

    /// <summary>Forgets windows that ended days ago; a clock that is set back further has lost them.</summary>
    public static void Prune(NpgsqlConnection connection, DateTimeOffset now)
    {
        var before = UnixMicroseconds.From(now - TimeSpan.FromDays(7));
        connection.Run("DELETE FROM budget_shares WHERE end_us < @before", ("before", before));
        connection.Run("DELETE FROM budget_windows WHERE end_us < @before", ("before", before));
    }

    private static long? Micros(DateTimeOffset? at) => at is { } time ? UnixMicroseconds.From(time) : null;

    private static Usd Amount(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? Usd.Zero : new Usd(Convert.ToDecimal(reader.GetValue(column), CultureInfo.InvariantCulture));
}
