namespace Clearbar.Pricing;

/// <summary>The five rates of one prompt tier with their factors multiplied in, ready for multiplication by a count.</summary>
internal sealed class RateTier
{
    private readonly CategoryRate[] _rates;

    public RateTier(long promptTokensOver, CategoryRate[] byItem)
    {
        PromptTokensOver = promptTokensOver;
        _rates = byItem;
        foreach (var item in (ReadOnlySpan<ChargeItem>)[ChargeItem.Input, ChargeItem.CacheWrite5m, ChargeItem.CacheWrite1h])
        {
            DearestPromptToken = Math.Max(DearestPromptToken, byItem[(int)item].PerToken);
        }
    }

    /// <summary>Applies to prompts strictly longer than this; −1 for the base tier, which applies to every prompt.</summary>
    public long PromptTokensOver { get; }

    /// <summary>US dollars of one prompt token at its dearest: uncached or written to a cache.</summary>
    public decimal DearestPromptToken { get; }

    public ref readonly CategoryRate this[ChargeItem item] => ref _rates[(int)item];
}
