using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>Adds settled attempts up to one <see cref="SavingsWaterfall"/>.</summary>
public sealed class WaterfallBuilder(string model, IBaselinePricer pricer)
{
    private Usd _baseline;
    private Usd _cache;
    private Usd _tier;
    private Usd _local;
    private Usd _unaccepted;
    private Usd _notCompared;
    private Usd _actual;
    private long _compared;
    private long _left;

    /// <summary>Adds one settled attempt, or several that are priced alike.</summary>
    public void Add(in SettledAttempt attempt)
    {
        var cost = attempt.Cost ?? Usd.Zero;
        _actual += cost;
        if (attempt.Outcome != EntryOutcome.Accepted)
        {
            _unaccepted -= cost;
            return;
        }

        if (attempt.Cost is null || attempt.Compared is not { } tokens || !TryPrice(attempt.Date, tokens, attempt.PromptOfEach ?? tokens.Prompt, out var uncached, out var cached))
        {
            _left += attempt.Count;
            _notCompared -= cost;
            return;
        }

        _compared += attempt.Count;
        _baseline += uncached;
        _cache += uncached - cached;
        if (attempt.Surface == Surface.Local)
        {
            _local += cached - cost;
        }
        else
        {
            _tier += cached - cost;
        }
    }

    public SavingsWaterfall ToWaterfall() => new()
    {
        Model = model,
        Baseline = _baseline,
        Cache = _cache,
        Tier = _tier,
        Local = _local,
        Unaccepted = _unaccepted,
        NotCompared = _notCompared,
        Actual = _actual,
        Compared = _compared,
        NotComparedAttempts = _left,
    };

    private bool TryPrice(DateOnly date, TokenUsage usage, long prompt, out Usd uncached, out Usd cached)
    {
        var plain = new TokenUsage(usage.Prompt, 0, 0, 0, usage.Output);
        if (!pricer.TryPrice(model, date, plain, prompt, out uncached))
        {
            cached = Usd.Zero;
            return false;
        }

        if (plain == usage)
        {
            cached = uncached;
            return true;
        }

        return pricer.TryPrice(model, date, usage, prompt, out cached);
    }
}
