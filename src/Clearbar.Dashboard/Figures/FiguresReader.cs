using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;

namespace Clearbar.Dashboard.Figures;

/// <summary>Reads <see cref="LedgerFigures"/> from a store.</summary>
public sealed class FiguresReader(IDashboardSource source, TimeProvider time)
{
    /// <summary>
    /// The report and the scan are two snapshots taken right after each other. When the store took a batch in between (it does five times a
    /// second at most) they disagree, and both are read again; after this many tries the newest pair is shown as it is.
    /// </summary>
    private const int Tries = 3;

    /// <summary>Reads; takes as long as a pass over the period's attempts takes. Null when there is no store yet.</summary>
    /// <exception cref="LedgerSchemaException">The store is not one this version can read.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The store cannot be read now.</exception>
    public LedgerFigures? Read(FiguresRequest request)
    {
        var path = new LedgerLayout(request.LedgerDirectory).StorePath;
        if (!File.Exists(path))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var query = new ReportQuery { From = Periods.Start(request.Period, now) };
        for (var attempt = 1; ; attempt++)
        {
            using var store = StoreReader.Open(path);
            var total = store.ReadTotal(query);
            var scan = AttemptScan.Read(path, query.From, query.To, source.Baselines, request.Baseline, source.Prices);
            if (attempt == Tries || Agree(total, scan))
            {
                return Join(request, now, store, query, total, scan);
            }
        }
    }

    private static bool Agree(ReportRow total, AttemptScan scan) =>
        scan.Attempts == total.Attempts - total.Open.Attempts - total.Abandoned.Attempts && scan.Cost == total.Cost;

    private static LedgerFigures Join(
        FiguresRequest request, DateTimeOffset now, StoreReader store, ReportQuery query, ReportRow total, AttemptScan scan) => new()
        {
            Request = request,
            ReadAt = now,
            Total = total,
            EmulatedCost = scan.EmulatedCost,
            Rungs = [.. store.ReadRungs(query, total.Accepted).OrderBy(share => share.Rung, LadderOrder.Instance)],
            GatewayTime = store.ReadGatewayTime(query),
            Waterfalls = scan.Waterfalls,
            Spend = scan.Spend,
            Classes = Groups(store, query, ReportGrouping.Class, scan.Classes),
            Models = Groups(store, query, ReportGrouping.Model, scan.Models),
            Keys = Groups(store, query, ReportGrouping.Key, scan.Keys),
        };

    private static List<GroupFigures> Groups(
        StoreReader store, ReportQuery query, ReportGrouping grouping, Dictionary<string, GroupTally> tallies)
    {
        var groups = new List<GroupFigures>();
        foreach (var row in store.ReadRows(query with { GroupBy = grouping }))
        {
            var tally = tallies.GetValueOrDefault(row.Name);
            groups.Add(new GroupFigures(row, tally?.ToWaterfall(), tally?.ToRungs() ?? []));
        }

        return groups;
    }
}
