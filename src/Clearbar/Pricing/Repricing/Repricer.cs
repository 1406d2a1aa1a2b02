using Clearbar.Ledger.Exports;
using Clearbar.Tiers;

namespace Clearbar.Pricing.Repricing;

/// <summary>
/// History under another price table, read-only: tokens as they were counted, at other prices. What the entry's lines tell of delivery and geography
/// is kept; a model that counts with another tokenizer is noted, because its own count of the same text would differ.
/// </summary>
public sealed class Repricer(RepriceOptions options)
{
    /// <summary>A batch is half price; the only other factors are 1, 1.1 and 1.2 (price book, rules 2.4 and 2.5).</summary>
    private const decimal BatchBelow = 0.75m;

    private readonly SortedDictionary<(string Model, string Class), RepricedRow> _rows = [];
    private readonly Dictionary<RateQuery, (RateCard? Card, string? Reason)> _cards = [];
    private readonly Dictionary<string, string?> _notes = new(StringComparer.Ordinal);

    /// <summary>Reads the entries once; one row per model and class.</summary>
    public static IReadOnlyList<RepricedRow> Run(IEntrySource source, RepriceOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        var repricer = new Repricer(options);
        foreach (var entry in source.Read(options.From, options.To))
        {
            repricer.Add(entry);
        }

        return [.. repricer._rows.Values];
    }

    private void Add(StoredEntry entry)
    {
        if (entry.Model is not { } model || entry.Surface is not { } surface || surface is Surface.Local or Surface.OpenAiCompatible)
        {
            return;
        }

        var row = RowOf(model, entry.Class ?? "");
        if (!entry.IsFirm)
        {
            row.AddNotPriced(entry.Cost ?? Usd.Zero, "attempts without final counts (abandoned, broken off, without a price) are left out");
            return;
        }

        var query = QueryOf(entry, model, surface);
        var (card, reason) = CardOf(query);
        if (card is null)
        {
            row.AddNotPriced(entry.Cost!.Value, reason!);
        }
        else if (!card.TryCharge(entry.Usage, [], out _, out var cost, out var error))
        {
            row.AddNotPriced(entry.Cost!.Value, PriceBook.Explain(error, card).Message);
        }
        else
        {
            row.Add(entry.Cost!.Value, cost);
            row.Note(NoteOf(model));
        }
    }

    private RateQuery QueryOf(StoredEntry entry, string model, Surface surface)
    {
        var (id, bought) = (model, surface);
        if (options.Model is { } other)
        {
            options.Prices.Ids.TryResolve(other, out var target);
            (id, bought) = (other, target?.Surface ?? Surface.AnthropicApi);
        }
        else if (surface == Surface.Emulator)
        {
            // Priced as the surface it stood in for; the form of the id tells which.
            options.Prices.Ids.TryResolve(model, out var emulated);
            bought = emulated?.Surface ?? Surface.AnthropicApi;
        }

        var multiplier = entry.Lines.Count == 0 ? 1 : entry.Lines[0].Multiplier;
        var isBatch = multiplier < BatchBelow;
        var isUsOnly = bought is not (Surface.Bedrock or Surface.BedrockMantle)
            && surface is not (Surface.Bedrock or Surface.BedrockMantle)
            && (isBatch ? multiplier * 2 : multiplier) > 1;
        return new RateQuery(bought, id, options.AsOf ?? entry.Day) { Batch = isBatch, InferenceGeo = isUsOnly ? "us" : null };
    }

    private (RateCard? Card, string? Reason) CardOf(in RateQuery query)
    {
        if (!_cards.TryGetValue(query, out var found))
        {
            found = options.Prices.TryFindRate(query, out var card, out var error) ? (card, null) : (null, error.Message);
            _cards.Add(query, found);
        }

        return found;
    }

    private string? NoteOf(string served)
    {
        if (options.Model is not { } other)
        {
            return null;
        }

        if (!_notes.TryGetValue(served, out var note))
        {
            note = options.Prices.TokenizerNote(served, other);
            _notes.Add(served, note);
        }

        return note;
    }

    private RepricedRow RowOf(string model, string className)
    {
        if (!_rows.TryGetValue((model, className), out var row))
        {
            row = new RepricedRow { Model = model, Class = className };
            _rows.Add((model, className), row);
        }

        return row;
    }
}
