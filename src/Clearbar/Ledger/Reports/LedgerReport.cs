using Clearbar.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearbar.Ledger.Reports;

/// <summary>Figures over a stretch of the ledger, computed from the store alone and from one snapshot of it.</summary>
public sealed record LedgerReport
{
    public required ReportQuery Query { get; init; }

    public required ReportRow Total { get; init; }

    /// <summary>One row per group: days in order, other groups by cost, dearest first.</summary>
    public required IReadOnlyList<ReportRow> Rows { get; init; }

    /// <summary>Where requests were answered, most answers first.</summary>
    public required IReadOnlyList<RungShare> Rungs { get; init; }

    public required GatewayTime GatewayTime { get; init; }

    /// <summary>One per model of the query; empty without a pricer.</summary>
    public required IReadOnlyList<SavingsWaterfall> Waterfalls { get; init; }

    /// <summary>Reads a report; works beside a running gateway.</summary>
    /// <exception cref="FileNotFoundException">There is no store at <paramref name="storePath"/>.</exception>
    /// <exception cref="LedgerSchemaException">The store is not one this version can read.</exception>
    /// <exception cref="SqliteException">The store cannot be read now.</exception>
    public static LedgerReport Read(string storePath, ReportQuery query, IBaselinePricer? pricer = null)
    {
        using var store = StoreReader.Open(storePath);
        return Read(store, query, pricer);
    }

    /// <summary>Reads a report from a store that is open for reading.</summary>
    public static LedgerReport Read(StoreReader store, ReportQuery query, IBaselinePricer? pricer = null)
    {
        var total = store.ReadTotal(query);
        return new LedgerReport
        {
            Query = query,
            Total = total,
            Rows = store.ReadRows(query),
            Rungs = store.ReadRungs(query, total.Accepted),
            GatewayTime = store.ReadGatewayTime(query),
            Waterfalls = pricer is null ? [] : store.ReadWaterfalls(query, pricer),
        };
    }
}
