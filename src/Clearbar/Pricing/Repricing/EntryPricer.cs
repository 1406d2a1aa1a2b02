using System.Diagnostics.CodeAnalysis;
using Clearbar.Ledger.Exports;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Pricing.Repricing;

/// <summary>
/// Prices an entry of the ledger by a price table. What the entry's lines tell of delivery and geography is kept. Remembers the rates it found; not
/// thread-safe.
/// </summary>
/// <param name="prices">The price table.</param>
/// <param name="asOf">The day whose prices hold for all entries; null: each entry's own day.</param>
public sealed class EntryPricer(PriceBook prices, DateOnly? asOf = null)
{
    /// <summary>A batch is half price; the only other factors are 1, 1.1 and 1.2 (price book, rules 2.4 and 2.5).</summary>
    private const decimal BatchBelow = 0.75m;

    private readonly Dictionary<RateQuery, (RateCard? Card, string? Reason)> _cards = [];

    /// <summary>Prices <paramref name="usage"/> as the entry was delivered.</summary>
    /// <param name="entry">Has a model and a surface of a provider.</param>
    /// <param name="model">Another model, by the id of the surface it is bought on; null for the entry's own.</param>
    /// <param name="usage">The tokens to price.</param>
    /// <param name="cost">The exact charge.</param>
    /// <param name="reason">Why there is none.</param>
    public bool TryPrice(StoredEntry entry, string? model, in TokenUsage usage, out Usd cost, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(entry);
        cost = default;
        var (card, missing) = CardOf(QueryOf(entry, model));
        if (card is null)
        {
            reason = missing!;
            return false;
        }

        reason = card.TryCharge(usage, [], out _, out cost, out var error) ? null : PriceBook.Explain(error, card).Message;
        return reason is null;
    }

    private RateQuery QueryOf(StoredEntry entry, string? other)
    {
        var surface = entry.Surface!.Value;
        var (id, bought) = (entry.Model!, surface);
        if (other is not null)
        {
            prices.Ids.TryResolve(other, out var target);
            (id, bought) = (other, target?.Surface ?? Surface.AnthropicApi);
        }
        else if (surface == Surface.Emulator)
        {
            // Priced as the surface it stood in for; the form of the id tells which.
            prices.Ids.TryResolve(id, out var emulated);
            bought = emulated?.Surface ?? Surface.AnthropicApi;
        }

        var multiplier = entry.Lines.Count == 0 ? 1 : entry.Lines[0].Multiplier;
        var isBatch = multiplier < BatchBelow;
        var isUsOnly = bought is not (Surface.Bedrock or Surface.BedrockMantle)
            && surface is not (Surface.Bedrock or Surface.BedrockMantle)
            && (isBatch ? multiplier * 2 : multiplier) > 1;
        return new RateQuery(bought, id, asOf ?? entry.Day) { Batch = isBatch, InferenceGeo = isUsOnly ? "us" : null };
    }

    private (RateCard? Card, string? Reason) CardOf(in RateQuery query)
    {
        if (!_cards.TryGetValue(query, out var found))
        {
            found = prices.TryFindRate(query, out var card, out var error) ? (card, null) : (null, error.Message);
            _cards.Add(query, found);
        }

        return found;
    }
}
