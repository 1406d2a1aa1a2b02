using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Prices baselines from the price book at list price: the direct API for a direct id (equal to Bedrock's global endpoint for current models), Bedrock
/// for a Bedrock id. Tokens are taken as they were counted; where the served model counts with the older tokenizer and the baseline with the newer, the
/// baseline is about 30 % too low, never too high.
/// </summary>
public sealed class PriceBookPricer(PriceBook book) : IBaselinePricer
{
    public bool TryPrice(string model, DateOnly date, TokenUsage usage, out Usd cost) =>
        TryPrice(model, date, usage, usage.Prompt, out cost);

    public bool TryPrice(string model, DateOnly date, TokenUsage usage, long promptOfEach, out Usd cost)
    {
        cost = default;
        if (!book.Ids.TryResolve(model, out var resolution))
        {
            return false;
        }

        var query = new RateQuery(resolution?.Surface ?? Surface.AnthropicApi, model, date);
        return book.TryFindRate(query, out var card, out _) && card.TryChargeTogether(usage, promptOfEach, out cost);
    }
}
