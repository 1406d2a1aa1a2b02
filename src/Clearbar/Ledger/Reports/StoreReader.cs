using System.Data;
using System.Data.Common;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Postgres;
using Clearbar.Ledger.Rollups;
using Clearbar.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Reads report figures from one snapshot of a store; it neither blocks the gateway nor is blocked by it. Sums come from the hourly roll-ups,
/// so a month of ten million entries takes well under a second. Used by one thread.
/// </summary>
public sealed class StoreReader : IDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _snapshot;
    private readonly Func<Guid, object> _toKey;
    private readonly Dictionary<(long From, long To), ReportFigures> _figures = [];

    private StoreReader(DbConnection connection, DbTransaction snapshot, Func<Guid, object> toKey)
    {
        _connection = connection;
        _snapshot = snapshot;
        _toKey = toKey;
    }

    /// <summary>True to compute everything from the rows: as slow as the ledger is long, and the same figures.</summary>
    public bool FromRows { get; init; }

    /// <summary>Opens an SQLite store for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="LedgerSchemaException">It is not one this version can read.</exception>
    public static StoreReader Open(string path, bool fromRows = false)
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
            var snapshot = connection.BeginTransaction(deferred: true);
            return new StoreReader(connection, snapshot, static id => id.ToByteArray(bigEndian: true)) { FromRows = fromRows };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a PostgreSQL store for reading.</summary>
    /// <exception cref="LedgerSchemaException">There is none this version can read.</exception>
    /// <exception cref="DbException">The server cannot be reached.</exception>
    public static StoreReader Open(PostgresAddress address, bool fromRows = false)
    {
        var connection = address.Connect();
        try
        {
            PostgresSchema.Check(connection, address);
            var snapshot = connection.BeginTransaction(IsolationLevel.RepeatableRead);
            return new StoreReader(connection, snapshot, static id => id) { FromRows = fromRows };
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
        using var command = _connection.CreateCommand();
        command.Transaction = _snapshot;
        command.CommandText = "SELECT segment, \"offset\" FROM drained WHERE journal_id = @id";
        var id = command.CreateParameter();
        id.ParameterName = "@id";
        id.Value = _toKey(journalId);
        command.Parameters.Add(id);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new JournalPosition(reader.GetInt64(0), reader.GetInt64(1)) : null;
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

    public void Dispose()
    {
        _snapshot.Dispose();
        _connection.Dispose();
    }

    /// <summary>One pass per range, however many figures are asked for.</summary>
    private ReportFigures FiguresOf(ReportQuery query)
    {
        var range = (
            From: query.From is { } from ? UnixMicroseconds.From(from) : long.MinValue,
            To: query.To is { } to ? UnixMicroseconds.From(to) : long.MaxValue);
        if (!_figures.TryGetValue(range, out var figures))
        {
            figures = new RangeReader(_connection, _snapshot).Read(range.From, range.To, FromRows);
            _figures.Add(range, figures);
        }

        return figures;
    }
}
