using Clearbar.Pricing;

namespace Clearbar.Dashboard.Figures;

/// <summary>Adds spend up by time and rung, in the finest buckets that still make a readable chart.</summary>
public sealed class SpendTally
{
    /// <summary>More columns than this are too thin to point at on a phone (320 px wide).</summary>
    public const int MostBuckets = 50;

    private static readonly TimeSpan[] s_widths =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1),
        TimeSpan.FromDays(7), TimeSpan.FromDays(28),
    ];

    private readonly SortedDictionary<string, Usd[]> _byRung = new(LadderOrder.Instance);
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _width;
    private readonly int _count;

    /// <param name="first">Instant of the first attempt.</param>
    /// <param name="last">Instant of the last attempt.</param>
    public SpendTally(DateTimeOffset first, DateTimeOffset last)
    {
        _width = Array.Find(s_widths, width => Span(first, last, width) <= MostBuckets);

        // Beyond the table only a clock that was once wrong gets: the chart must still be drawn.
        for (var width = s_widths[^1]; _width == TimeSpan.Zero; width *= 2)
        {
            _width = Span(first, last, width) <= MostBuckets ? width : TimeSpan.Zero;
        }

        _start = Floor(first, _width);
        _count = (int)Span(first, last, _width);
    }

    /// <summary>Adds an amount spent at an instant between the first and the last.</summary>
    public void Add(DateTimeOffset at, string rung, Usd cost)
    {
        if (!_byRung.TryGetValue(rung, out var amounts))
        {
            amounts = new Usd[_count];
            _byRung.Add(rung, amounts);
        }

        amounts[(int)((at - _start).Ticks / _width.Ticks)] += cost;
    }

    public SpendSeries ToSeries()
    {
        var buckets = new IReadOnlyList<Usd>[_count];
        for (var i = 0; i < _count; i++)
        {
            var index = i;
            buckets[i] = [.. _byRung.Values.Select(amounts => amounts[index])];
        }

        return new SpendSeries(_start, _width, [.. _byRung.Keys], buckets);
    }

    private static long Span(DateTimeOffset first, DateTimeOffset last, TimeSpan width) =>
        ((Floor(last, width) - Floor(first, width)).Ticks / width.Ticks) + 1;

    private static DateTimeOffset Floor(DateTimeOffset instant, TimeSpan width) =>
        new(instant.UtcTicks - (instant.UtcTicks % width.Ticks), TimeSpan.Zero);
}
