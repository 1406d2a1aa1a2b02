using System.Data.Common;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;

namespace Clearbar.Dashboard.Figures;

/// <summary>
/// Reads <see cref="LedgerFigures"/> from the store of a data directory, all from one snapshot and from the roll-ups: the figures of a
/// period agree with each other, and long ranges read roll-ups, not rows.
/// </summary>
public sealed class FiguresReader(IDashboardSource source, TimeProvider time)
{
    /// <summary>Reads. Null when there is no store yet.</summary>
    /// <exception cref="LedgerSchemaException">The store is not one this version can read, or not named.</exception>
    /// <exception cref="DbException">The store cannot be read now.</exception>
    public LedgerFigures? Read(FiguresRequest request)
    {
        var stores = LedgerStores.OfNote(new LedgerLayout(request.LedgerDirectory));
        if (!stores.Exists)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var query = new ReportQuery { From = Periods.Start(request.Period, now), Baselines = source.Baselines };
        using var store = stores.OpenReader();
        var total = store.ReadTotal(query);
        var tallies = new GroupTallies(store.ReadCells(query), request.Baseline, source.Prices);
        return new LedgerFigures
        {
            Request = request,
            ReadAt = now,
            Total = total,
            EmulatedCost = tallies.EmulatedCost,
            Rungs = [.. store.ReadRungs(query, total.Accepted).OrderBy(share => share.Rung, LadderOrder.Instance)],
            GatewayTime = store.ReadGatewayTime(query),
            Waterfalls = store.ReadWaterfalls(query, source.Prices),
            Spend = Spend(store.ReadSpend(query)),
            Classes = Groups(store, query, ReportGrouping.Class, tallies.Classes),
            Models = Groups(store, query, ReportGrouping.Model, tallies.Models),
            Keys = Groups(store, query, ReportGrouping.Key, tallies.Keys),
        };
    }

    private static SpendSeries? Spend(IReadOnlyList<SpendPoint> points)
    {
        if (points.Count == 0)
        {
            return null;
        }

        var tally = new SpendTally(points.Min(static point => point.At), points.Max(static point => point.At));
        foreach (var point in points)
        {
            tally.Add(point.At, point.Rung, point.Cost);
        }

        return tally.ToSeries();
    }

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
