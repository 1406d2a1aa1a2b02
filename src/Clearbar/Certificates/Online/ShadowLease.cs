using Clearbar.Pricing;

namespace Clearbar.Certificates.Online;

/// <summary>
/// Dollars reserved for one shadowed request. Settled once; disposed without it, the worst case counts as spent, because nobody knows what a
/// call that broke off has cost.
/// </summary>
public sealed class ShadowLease : IDisposable
{
    private readonly ShadowBudget _budget;
    private readonly DateOnly _day;
    private int _settled;

    internal ShadowLease(ShadowBudget budget, DateOnly day, Usd reserved)
    {
        _budget = budget;
        _day = day;
        Reserved = reserved;
    }

    /// <summary>The worst case.</summary>
    public Usd Reserved { get; }

    /// <summary>Replaces the reservation by what was spent; 0 when no call was made. Later calls do nothing.</summary>
    public void Settle(Usd actual)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            _budget.Settle(_day, Reserved, actual);
        }
    }

    public void Dispose() => Settle(Reserved);
}
