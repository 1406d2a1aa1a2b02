using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>
/// Both sides summed up by cell while they stream by: memory grows with days × models × usage types, not with requests (request ids of a bill
/// that has them excepted).
/// </summary>
internal sealed class Books(BillDimensions dimensions, EntryPlaces places, Usd consumptionUnit, Dictionary<CellKey, Cell> cells)
{
    /// <summary>A batch is half price; the only other factors are 1, 1.1 and 1.2 (price book, rules 2.4 and 2.5).</summary>
    private const decimal BatchBelow = 0.75m;

    private readonly SortedDictionary<string, BillBucket> _elsewhere = new(StringComparer.Ordinal);

    /// <summary>Holds the bill's side when it comes here.</summary>
    public Dictionary<CellKey, Cell> Cells => cells;

    /// <summary>By day and model.</summary>
    public Dictionary<(DateOnly Day, string Model), UncertainFigures> Uncertain { get; } = [];

    /// <summary>Entries that belong on no line of this bill, by reason.</summary>
    public IReadOnlyDictionary<string, BillBucket> Elsewhere => _elsewhere;

    public long LedgerEntries { get; private set; }

    /// <summary>Adds an entry; false when it belongs elsewhere.</summary>
    public bool Add(StoredEntry entry)
    {
        var place = places.Of(entry);
        if (place.NotHere is { } why)
        {
            _elsewhere[why] = _elsewhere.GetValueOrDefault(why).Add(entry.Usage.Total, entry.Cost ?? Usd.Zero);
            return false;
        }

        LedgerEntries++;
        if (!entry.IsFirm)
        {
            var key = (entry.Day, place.Model);
            Uncertain[key] = Uncertain.GetValueOrDefault(key).Add(entry.Ceiling);
            return true;
        }

        var overnight = entry.SettledAt is { } settled && DateOnly.FromDateTime(settled.UtcDateTime) > entry.Day;
        if (place.InUnits)
        {
            var units = entry.Cost!.Value.Amount / consumptionUnit.Amount;
            CellOf(new CellKey(entry.Day, place.Model, new UsageKind("ccu"))).AddLedger(units, entry.Cost.Value, overnight);
            return true;
        }

        foreach (var line in entry.Lines)
        {
            var kind = dimensions.Collapse(KindOf(line, place.Scope));
            CellOf(new CellKey(entry.Day, place.Model, kind)).AddLedger(line.Quantity, line.Amount, overnight);
        }

        return true;
    }

    private static UsageKind KindOf(in LedgerLine line, BillScope scope)
    {
        var isBatch = line.Multiplier < BatchBelow;
        var geography = isBatch ? line.Multiplier * 2 : line.Multiplier;
        var where = scope == BillScope.Any && geography > 1 ? BillScope.UsOnly : scope;
        return new UsageKind(line.Item, where, isBatch ? BillMode.Batch : BillMode.Standard);
    }

    private Cell CellOf(CellKey key)
    {
        if (!cells.TryGetValue(key, out var cell))
        {
            cell = new Cell();
            cells.Add(key, cell);
        }

        return cell;
    }
}
