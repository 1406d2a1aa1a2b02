using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Quotas.Reports;

/// <summary>
/// Works an entry's <c>max_tokens</c> back from its ceiling: the ledger keeps the worst case in money, which is the prompt's ceiling and
/// <c>max_tokens</c> at the day's prices. Exact to a token or two where the same price table still says those prices and the prompt was
/// text;
/// with images it is too high.
/// </summary>
internal sealed class MaxTokensReader(PriceBook prices)
{
    private readonly Dictionary<(Surface Surface, string Model, DateOnly Day), RateCard?> _cards = [];

    public long? Read(Surface surface, string model, DateOnly day, long estimatedPrompt, Usd? ceiling)
    {
        if (ceiling is not { } worst || estimatedPrompt <= 0 || CardOf(surface, model, day) is not { } card)
        {
            return null;
        }

        // The inverse of Reservations.PromptEstimate and PromptCeiling for a prompt of text.
        var textBytes = Math.Max(0, (estimatedPrompt - 8) * 3.6);
        var prompt = (long)(textBytes * 2 / 3) + 1024;
        var promptOnly = card.WorstCase(prompt, 0);
        var perToken = (card.WorstCase(prompt, 1_000_000) - promptOnly).Amount / 1_000_000m;
        var rest = (worst - promptOnly).Amount;
        return perToken <= 0 || rest <= 0 ? null : (long)decimal.Round(rest / perToken);
    }

    private RateCard? CardOf(Surface surface, string model, DateOnly day)
    {
        if (!_cards.TryGetValue((surface, model, day), out var card))
        {
            prices.TryFindRate(new RateQuery(surface, model, day), out card, out _);
            _cards.Add((surface, model, day), card);
        }

        return card;
    }
}
