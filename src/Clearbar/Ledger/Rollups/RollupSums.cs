using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger.Rollups;

/// <summary>
/// Exact sums over the entries of one group. Columns in the store by the same names; all are whole numbers, so adding and taking away in any
/// order leaves nothing behind.
/// </summary>
public sealed class RollupSums
{
    /// <summary>The store's columns, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "attempts", "requests", "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "cost_micro", "cost_pico",
        "ceiling_micro", "ceiling_pico", "without_ceiling",
        "avoided_input", "avoided_cache_read", "avoided_cache_write_5m", "avoided_cache_write_1h", "avoided_output", "gateway_us",
    ];

    private readonly long[] _values = new long[Columns.Count];

    /// <summary>The sums by column; the holder may add to them.</summary>
    public Span<long> Values => _values;

    public long Attempts => _values[0];

    /// <summary>Requests that began here: attempts that were the first of their request, or whose opening was lost.</summary>
    public long Requests => _values[1];

    public TokenUsage Usage => new(_values[2], _values[3], _values[4], _values[5], _values[6]);

    /// <summary>Known charges.</summary>
    public Usd Cost => MoneyColumns.Join(_values[7], _values[8]);

    /// <summary>Known ceilings of the entries without a cost.</summary>
    public Usd Ceiling => MoneyColumns.Join(_values[9], _values[10]);

    /// <summary>Entries without a cost that have no ceiling either.</summary>
    public long WithoutCeiling => _values[11];

    public TokenUsage Avoided => new(_values[12], _values[13], _values[14], _values[15], _values[16]);

    /// <summary>The gateway's own time over all attempts, microseconds.</summary>
    public long GatewayMicroseconds => _values[17];

    public bool IsEmpty => !_values.AsSpan().ContainsAnyExcept(0L);

    /// <summary>Adds an entry, or with <paramref name="sign"/> −1 takes it away.</summary>
    public void Add(EntryFigures entry, int sign)
    {
        _values[0] += sign;
        _values[1] += entry.Attempt is null or 1 ? sign : 0;
        Add(2, entry.Usage, sign);
        if (entry.Cost is { } cost)
        {
            Add(7, cost, sign);
        }
        else if (entry.Ceiling is { } ceiling)
        {
            Add(9, ceiling, sign);
        }
        else
        {
            _values[11] += sign;
        }

        Add(12, entry.Avoided ?? default, sign);
        _values[17] += sign * (long)Math.Round(Math.Clamp(entry.GatewayMs, 0, 1e9) * 1000);
    }

    public void Add(RollupSums other)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] += other._values[i];
        }
    }

    private void Add(int at, (long Micro, long Pico) money, int sign)
    {
        _values[at] += sign * money.Micro;
        _values[at + 1] += sign * money.Pico;
    }

    private void Add(int at, in TokenUsage usage, int sign)
    {
        _values[at] += sign * usage.Input;
        _values[at + 1] += sign * usage.CacheRead;
        _values[at + 2] += sign * usage.CacheWrite5m;
        _values[at + 3] += sign * usage.CacheWrite1h;
        _values[at + 4] += sign * usage.Output;
    }
}
