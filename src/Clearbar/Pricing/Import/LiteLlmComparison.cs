using System.Globalization;
using Clearbar.Wire;

namespace Clearbar.Pricing.Import;

/// <summary>Compares a LiteLLM map with the price book on a day, price by price. Reads only.</summary>
public sealed class LiteLlmComparison(PriceBook book, DateOnly date)
{
    private const long Million = 1_000_000;

    private static readonly ChargeItem[] s_items =
        [ChargeItem.Input, ChargeItem.CacheWrite5m, ChargeItem.CacheWrite1h, ChargeItem.CacheRead, ChargeItem.Output];

    private readonly List<LiteLlmDifference> _differences = [];

    /// <summary>Compares every entry.</summary>
    public LiteLlmReport Compare(LiteLlmFile map)
    {
        ArgumentNullException.ThrowIfNull(map);
        _differences.Clear();
        var same = new List<string>();
        var unknown = new List<(string, string)>();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (!LiteLlmKey.TryRead(entry, date, out var query))
            {
                unknown.Add((entry.Key, "not a price per token of a surface the book has"));
            }
            else if (!book.TryFindRate(query, out var card, out var error))
            {
                unknown.Add((entry.Key, error.Message));
            }
            else
            {
                named.Add(card.ModelId);
                var before = _differences.Count;
                Compare(entry, query, card);
                if (_differences.Count == before)
                {
                    same.Add(entry.Key);
                }
            }
        }

        return new LiteLlmReport
        {
            Differences = [.. _differences],
            Same = same,
            NotInBook = unknown,
            NotInMap = [.. Priced().Where(id => !named.Contains(id))],
            Others = map.Others,
            Errors = map.Errors,
        };
    }

    private IEnumerable<string> Priced() =>
        book.File.Models.Where(model => model.DirectRows.Any(row => row.Covers(date))).Select(model => model.Id);

    private void Compare(LiteLlmEntry entry, in RateQuery query, RateCard card)
    {
        foreach (var item in s_items)
        {
            Add(entry, card, ChargeLine.NameOf(item), entry.Base.Of(item), card.PerMillion(item));
        }

        CompareUpper(entry, card);
        CompareFactors(entry, query, card);
        if ((entry.BatchInput ?? entry.BatchOutput) is not null)
        {
            book.TryFindRate(query with { Batch = true }, out var batch, out _);
            Add(entry, card, "batchInput", entry.BatchInput, batch?.PerMillion(ChargeItem.Input));
            Add(entry, card, "batchOutput", entry.BatchOutput, batch?.PerMillion(ChargeItem.Output));
        }
    }

    // A factor is compared as the price it makes: the book has prices of fast mode, not factors.
    private void CompareFactors(LiteLlmEntry entry, in RateQuery query, RateCard card)
    {
        foreach (var (name, factor, with) in (ReadOnlySpan<(string, decimal?, RateQuery)>)
            [
                ("us-only", entry.UsFactor, query with { InferenceGeo = "us" }),
                ("fast", entry.FastFactor, query with { AskedSpeed = Speed.Fast }),
            ])
        {
            if (factor is not null)
            {
                book.TryFindRate(with, out var ours, out _);
                foreach (var item in (ReadOnlySpan<ChargeItem>)[ChargeItem.Input, ChargeItem.Output])
                {
                    Add(entry, card, $"{ChargeLine.NameOf(item)} ({name})", entry.Base.Of(item) * factor, ours?.PerMillion(item));
                }
            }
        }
    }

    // Both sides are asked for a prompt of a million tokens, which is over every threshold either names.
    private void CompareUpper(LiteLlmEntry entry, RateCard card)
    {
        var over = ThresholdOf(card);
        if (over == 0 && entry.Upper is null)
        {
            return;
        }

        if (over != entry.PromptTokensOver)
        {
            Add(entry, card, "promptTokensOver", entry.PromptTokensOver, over);
        }

        var theirs = entry.Upper ?? entry.Base;
        var name = string.Create(CultureInfo.InvariantCulture, $"(prompt over {(over == 0 ? entry.PromptTokensOver : over)})");
        foreach (var item in s_items)
        {
            Add(entry, card, $"{ChargeLine.NameOf(item)} {name}", theirs.Of(item), UpperOf(card, item));
        }
    }

    private void Add(LiteLlmEntry entry, RateCard card, string item, decimal? theirs, decimal? ours)
    {
        // A price the map leaves out is no statement; one that the book leaves out is: it does not price the category.
        if (theirs is null || theirs == ours)
        {
            return;
        }

        var regional = book.File.Rules.Regional;
        var note = ours switch
        {
            null => "the book does not price it there",
            _ when ours == theirs * regional => "the map has the global price; AWS bills this id at the regional one",
            _ => null,
        };
        _differences.Add(new LiteLlmDifference(entry.Key, card.ModelId, item, theirs, ours, note));
    }

    private static long ThresholdOf(RateCard card)
    {
        const string Flag = "prompt-tier>";
        foreach (var flag in card.FlagsOf(new TokenUsage(Million, 0, 0, 0, 0)))
        {
            if (flag.StartsWith(Flag, StringComparison.Ordinal))
            {
                return long.Parse(flag.AsSpan(Flag.Length), CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    private static decimal? UpperOf(RateCard card, ChargeItem item)
    {
        var usage = item switch
        {
            ChargeItem.Input => new TokenUsage(Million, 0, 0, 0, 0),
            ChargeItem.CacheRead => new TokenUsage(0, Million, 0, 0, 0),
            ChargeItem.CacheWrite5m => new TokenUsage(0, 0, Million, 0, 0),
            ChargeItem.CacheWrite1h => new TokenUsage(0, 0, 0, Million, 0),
            _ => new TokenUsage(Million, 0, 0, 0, Million),
        };
        if (!card.TryCharge(usage, [], out _, out var total, out _))
        {
            return null;
        }

        return item == ChargeItem.Output ? total.Amount - card.Charge(new TokenUsage(Million, 0, 0, 0, 0)).Amount : total.Amount;
    }
}
