using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Quotas;

/// <summary>What one attempt holds of a provider's quota. Ends once; used by one step of the journey at a time.</summary>
public sealed class QuotaTicket
{
    private readonly QuotaMeter _meter;
    private readonly QuotaFormula _formula;
    private bool _isOver;

    internal QuotaTicket(QuotaMeter meter, QuotaFormula formula, long reserved, PlannedStep step, TimeSpan wait)
    {
        _meter = meter;
        _formula = formula;
        Reserved = reserved;
        Step = step;
        Wait = wait;
    }

    /// <summary>Tokens in the provider's count.</summary>
    public long Reserved { get; }

    public PlannedStep Step { get; }

    /// <summary>How long to wait before sending.</summary>
    public TimeSpan Wait { get; }

    /// <summary>The provider's own counts, final or the best there are. Zero for an attempt that it refused or never saw.</summary>
    public void Settle(in TokenUsage usage) => End(_formula.Settle(usage));

    /// <summary>Nobody knows what was used: it counts in full.</summary>
    public void SettleUnknown() => End(Reserved);

    private void End(long used)
    {
        if (!_isOver)
        {
            _isOver = true;
            _meter.Correct(Reserved, used);
        }
    }
}
