using Clearbar.Pricing;
using Clearbar.Routing.Policies;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Routing.Replays;

/// <summary>Prices the rungs of a sample anew from the tokens recorded with them.</summary>
public sealed class SamplePrices
{
    private readonly Dictionary<string, RateCard> _cards = new(StringComparer.Ordinal);
    private readonly List<string> _assumptions = [];

    /// <param name="book">The price table.</param>
    /// <param name="day">The day whose prices hold.</param>
    /// <param name="models">Model of each rung to be priced, by the rung's name; rungs that are not named keep their recorded cost.</param>
    /// <exception cref="ReplayException">The book has no price for one of them.</exception>
    public SamplePrices(PriceBook book, DateOnly day, IReadOnlyDictionary<string, string> models)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(models);
        foreach (var (rung, model) in models.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            book.Ids.TryResolve(model, out var resolution);
            var query = new RateQuery(resolution?.Surface ?? Surface.AnthropicApi, model, day);
            _cards[rung] = book.TryFindRate(query, out var card, out var error)
                ? card
                : throw new ReplayException($"{rung}={model} has no price: {error.Message}");
            _assumptions.Add($"{rung} is priced as {model} from its recorded tokens, all of the prompt uncached and at list price, "
                + $"price book {book.Version} on {day:yyyy-MM-dd}; the counts are taken as that model's own.");
        }
    }

    /// <summary>What was assumed, one sentence per rung.</summary>
    public IReadOnlyList<string> Assumptions => _assumptions;

    /// <summary>The request with its rungs at the new prices.</summary>
    /// <exception cref="ReplayException">A rung to be priced has no tokens recorded.</exception>
    public RecordedRequest Reprice(RecordedRequest request, IReadOnlyList<string> ladder)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Rungs = [.. request.Rungs.Select((rung, i) => Reprice(request.Id, rung, ladder[i]))] };
    }

    private RungOutcome Reprice(string id, RungOutcome outcome, string rung)
    {
        if (!_cards.TryGetValue(rung, out var card))
        {
            return outcome;
        }

        if (outcome.InputTokens <= 0 || outcome.OutputTokens <= 0)
        {
            throw new ReplayException(
                $"Request '{id}' has no inputTokens and outputTokens for {rung}, so it cannot be priced anew; record them, or leave out "
                + "--prices and --tier to keep the recorded costs.");
        }

        var usage = new TokenUsage(outcome.InputTokens, 0, 0, 0, outcome.OutputTokens);
        return outcome with { Cost = card.Charge(usage).Amount };
    }
}
