using System.Data.Common;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Postgres;
using Clearbar.Ledger.Rollups;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Reads report figures from one snapshot of a store; it neither blocks the gateway nor is blocked by it. Sums come from the hourly
/// roll-ups, so a month of ten million entries takes well under a second. Used by one thread.
/// </summary>
public sealed class StoreReader : IDisposable
{
    private readonly StoreSnapshot _snapshot;
    private readonly Dictionary<(long From, long To), ReportFigures> _figures = [];

    private StoreReader(StoreSnapshot snapshot) => _snapshot = snapshot;

    /// <summary>True to compute everything from the rows: as slow as the ledger is long, and the same figures.</summary>
    public bool FromRows { get; init; }

    /// <summary>Opens an SQLite store for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="LedgerSchemaException">It is not one this version can read.</exception>
    public static StoreReader Open(string path, bool fromRows = false) => new(StoreSnapshot.Open(path)) { FromRows = fromRows };

    /// <summary>Opens a PostgreSQL store for reading.</summary>
    /// <exception cref="LedgerSchemaException">There is none this version can read.</exception>
    /// <exception cref="DbException">The server cannot be reached.</exception>
    public static StoreReader Open(PostgresAddress address, bool fromRows = false) =>
        new(StoreSnapshot.Open(address)) { FromRows = fromRows };

    /// <summary>How far the store has drained a journal; null when it never saw it.</summary>
    public JournalPosition? DrainedUpTo(Guid journalId)
    {
        using var command = _snapshot.Command(
            "SELECT segment, \"offset\" FROM drained WHERE journal_id = @id", ("@id", _snapshot.ValueOf(journalId)));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new JournalPosition(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    /// <summary>What every figure of a report is added up from, attempts still open included.</summary>
    public IReadOnlyCollection<ReportCell> ReadCells(ReportQuery query) => FiguresOf(query).Cells;

    /// <summary>
    /// Known charges of settled attempts over time: by the hour when they spread over more than twelve, or are so old that their rows may
    /// have been removed, else by the second. In no order.
    /// </summary>
    public IReadOnlyList<SpendPoint> ReadSpend(ReportQuery query)
    {
        var (from, to) = RangeOf(query);
        return new SpendOverTime(_snapshot).Read(from, to);
    }

    /// <summary>
    /// What a stretch of time cost by key, class and model, from the roll-ups; with <paramref name="byTags"/> also by the callers' tags,
    /// which only rows have: as slow as the stretch is long.
    /// </summary>
    /// <param name="from">First instant.</param>
    /// <param name="to">First instant no longer in it.</param>
    /// <param name="byTags">Whether <see cref="SpendRow.Tags"/> is wanted.</param>
    public IReadOnlyList<SpendRow> ReadCommitted(DateTimeOffset from, DateTimeOffset to, bool byTags) => byTags
        ? CommittedSpend.ByTags(_snapshot, UnixMicroseconds.From(from), UnixMicroseconds.From(to))
        : CommittedSpend.Of(ReadCells(new ReportQuery { From = from, To = to }));

    /// <summary>The same by journal, from the rows. Of a PostgreSQL store only: an SQLite store has one journal.</summary>
    /// <param name="from">First instant.</param>
    /// <param name="to">First instant no longer in it.</param>
    public IReadOnlyList<(Guid Journal, SpendRow Row)> ReadCommittedByJournal(DateTimeOffset from, DateTimeOffset to) =>
        CommittedSpend.ByJournal(_snapshot, UnixMicroseconds.From(from), UnixMicroseconds.From(to));

    /// <summary>Attempts that went to a provider, one by one and in no order.</summary>
    public IEnumerable<CalledAttempt> ReadCalls(ReportQuery query)
    {
        var (from, to) = RangeOf(query);
        return CalledAttempts.Read(_snapshot, from, to);
    }

    public ReportRow ReadTotal(ReportQuery query)
    {
        var total = new RowTally();
        foreach (var cell in FiguresOf(query).Cells)
        {
            total.Add(cell);
        }

        return total.ToRow("");
    }

    public IReadOnlyList<ReportRow> ReadRows(ReportQuery query)
    {
        var tallies = new Dictionary<string, RowTally>(StringComparer.Ordinal);
        foreach (var cell in FiguresOf(query).Cells)
        {
            var name = ReportNames.Of(cell, query.GroupBy);
            name = query.GroupBy == ReportGrouping.Class ? query.ClassNames.GetValueOrDefault(name, name) : name;
            if (!tallies.TryGetValue(name, out var tally))
            {
                tallies.Add(name, tally = new RowTally());
            }

            tally.Add(cell);
        }

        var rows = tallies.Select(static pair => pair.Value.ToRow(pair.Key)).ToList();
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

    /// <summary>Percentiles by nearest rank of the gateway's own time, to three significant digits.</summary>
    public GatewayTime ReadGatewayTime(ReportQuery query)
    {
        var times = FiguresOf(query).Times;
        var count = times.Values.Sum();
        return count == 0 ? default : new GatewayTime(count, Percentile(50), Percentile(99));

        double Percentile(long percent)
        {
            var rank = ((count * percent) + 99) / 100;
            foreach (var (bucket, answers) in times)
            {
                rank -= answers;
                if (rank <= 0)
                {
                    return GatewayTimeBucket.ToMilliseconds(bucket);
                }
            }

            return 0;
        }
    }

    public IReadOnlyList<SavingsWaterfall> ReadWaterfalls(ReportQuery query, IBaselinePricer pricer)
    {
        var builders = query.Baselines.Select(model => new WaterfallBuilder(model, pricer)).ToArray();
        foreach (var cell in FiguresOf(query).Cells)
        {
            if (cell.Group.Outcome is EntryOutcome.Open or EntryOutcome.Abandoned)
            {
                continue;
            }

            var attempts = SettledAttempt.Of(cell);
            foreach (var builder in builders)
            {
                builder.Add(attempts);
            }
        }

        return Array.ConvertAll(builders, static builder => builder.ToWaterfall());
    }

    public void Dispose() => _snapshot.Dispose();

    private static (long From, long To) RangeOf(ReportQuery query) => (
        query.From is { } from ? UnixMicroseconds.From(from) : long.MinValue,
        query.To is { } to ? UnixMicroseconds.From(to) : long.MaxValue);

    /// <summary>One pass per range, however many figures are asked for.</summary>
    private ReportFigures FiguresOf(ReportQuery query)
    {
        var range = RangeOf(query);
        if (!_figures.TryGetValue(range, out var figures))
        {
            figures = new RangeReader(_snapshot).Read(range.From, range.To, FromRows);
            _figures.Add(range, figures);
        }

        return figures;
    }
}
