using Clearbar.Ledger.Exports;
using Clearbar.Tiers;

namespace Clearbar.Pricing.Repricing;

/// <summary>
/// History under another price table, read-only: tokens as they were counted, at other prices. What the entry's lines tell of delivery and geography
/// is kept; a model that counts with another tokenizer is noted, because its own count of the same text would differ.
/// </summary>
public sealed class Repricer(RepriceOptions options)
{
    private readonly SortedDictionary<(string Model, string Class), RepricedRow> _rows = [];
    private readonly EntryPricer _pricer = new(options.Prices, options.AsOf);
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

        if (!_pricer.TryPrice(entry, options.Model, entry.Usage, out var cost, out var reason))
        {
            row.AddNotPriced(entry.Cost!.Value, reason);
        }
        else
        {
            row.Add(entry.Cost!.Value, cost);
            row.Note(NoteOf(model));
        }
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
