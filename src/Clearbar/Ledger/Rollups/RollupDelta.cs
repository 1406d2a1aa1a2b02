using System.Runtime.InteropServices;

namespace Clearbar.Ledger.Rollups;

/// <summary>
/// What one transaction changes in the roll-ups, gathered so that each row is touched once. Open entries are in no roll-up: they are few, and
/// reports read them from the rows.
/// </summary>
public sealed class RollupDelta
{
    private readonly Dictionary<(long Hour, RollupGroup Group), RollupSums> _sums = [];
    private readonly Dictionary<(long Hour, long Bucket), long> _times = [];

    public IReadOnlyDictionary<(long Hour, RollupGroup Group), RollupSums> Sums => _sums;

    /// <summary>Accepted answers by hour and <see cref="GatewayTimeBucket"/>.</summary>
    public IReadOnlyDictionary<(long Hour, long Bucket), long> Times => _times;

    public void Clear()
    {
        _sums.Clear();
        _times.Clear();
    }

    /// <summary>The same change summed by day, under the first hour of each.</summary>
    public RollupDelta ToDays()
    {
        var days = new RollupDelta();
        foreach (var ((hour, group), sums) in _sums)
        {
            ref var day = ref CollectionsMarshal.GetValueRefOrAddDefault(days._sums, (UnixHours.DayStart(hour), group), out _);
            day ??= new RollupSums();
            day.Add(sums);
        }

        foreach (var ((hour, bucket), answers) in _times)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(days._times, (UnixHours.DayStart(hour), bucket), out _) += answers;
        }

        return days;
    }

    /// <summary>Replaces what an entry contributed before by what it contributes now.</summary>
    public void Replace(EntryFigures? before, EntryFigures after)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        if (before is not null)
        {
            Add(before, -1);
        }

        Add(after, 1);
    }

    /// <summary>Adds an entry with sign 1, takes it away with −1.</summary>
    public void Add(EntryFigures entry, int sign)
    {
        if (entry.Outcome == EntryOutcome.Open)
        {
            return;
        }

        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (entry.Hour, RollupGroup.Of(entry)), out _);
        sums ??= new RollupSums();
        sums.Add(entry, sign);
        if (GatewayTimeBucket.Counts(entry))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_times, (entry.Hour, GatewayTimeBucket.Of(entry.GatewayMs)), out _) += sign;
        }
    }
}
