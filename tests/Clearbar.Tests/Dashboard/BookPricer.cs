using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Dashboard;

/// <summary>Prices baselines at the embedded price book's rates on Anthropic's own API.</summary>
public sealed class BookPricer : IBaselinePricer
{
    public bool TryPrice(string model, DateOnly date, TokenUsage usage, out Usd cost) =>
        TryPrice(model, date, usage, usage.Prompt, out cost);

    public bool TryPrice(string model, DateOnly date, TokenUsage usage, long promptOfEach, out Usd cost)
    {
        cost = Usd.Zero;
        return PriceBook.Embedded.TryFindRate(new RateQuery(Surface.AnthropicApi, model, date), out var card, out _)
            && card.TryChargeTogether(usage, promptOfEach, out cost);
    }
}
