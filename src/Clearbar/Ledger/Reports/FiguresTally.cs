using System.Runtime.InteropServices;
using Clearbar.Ledger.Rollups;

namespace Clearbar.Ledger.Reports;

/// <summary>Adds entries and roll-ups up to <see cref="ReportFigures"/>.</summary>
internal sealed class FiguresTally
{
    private readonly Dictionary<(DateOnly Day, RollupGroup Group), RollupSums> _cells = [];
    private readonly SortedDictionary<long, long> _times = [];

    /// <summary>Adds one entry, open ones included.</summary>
    public void Add(EntryFigures entry)
    {
        SumsOf(UnixHours.DayOf(entry.Hour), RollupGroup.Of(entry)).Add(entry, 1);
        if (GatewayTimeBucket.Counts(entry))
        {
            AddTime(GatewayTimeBucket.Of(entry.GatewayMs), 1);
        }
    }

    /// <summary>Adds a day's sums of one group.</summary>
    public void Add(DateOnly day, in RollupGroup group, RollupSums sums)
    {
        if (!sums.IsEmpty)
        {
            SumsOf(day, group).Add(sums);
        }
    }

    public void AddTime(long bucket, long answers)
    {
        if (answers != 0)
        {
            _times[bucket] = _times.GetValueOrDefault(bucket) + answers;
        }
    }

    public ReportFigures ToFigures()
    {
        var cells = new List<ReportCell>(_cells.Count);
        foreach (var ((day, group), sums) in _cells)
        {
            cells.Add(new ReportCell(day, group, sums));
        }

        return new ReportFigures(cells, _times);
    }

    private RollupSums SumsOf(DateOnly day, in RollupGroup group)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, (day, group), out _);
        return sums ??= new RollupSums();
    }
}
