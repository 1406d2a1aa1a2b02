using Clearbar.Tiers;

namespace Clearbar.Pricing.Estimates;

/// <summary>Every assumption and source behind an estimate, as sentences to print under it.</summary>
internal static class EstimateAssumptions
{
    public static List<string> Of(Workload workload, PriceBook book)
    {
        var rules = book.File.Rules;
        var lines = new List<string>
        {
            "Waterfall: all requests on the tier, at once and uncached; then cache, batch, endpoint, local, tier, each acting on what is "
                + "left.",
            $"Prices: price book {book.Version} on {workload.Date:yyyy-MM-dd}, surface {SurfaceNames.Of(workload.Surface)}, before tax "
                + "and discounts.",
        };
        if (workload.Shapes.Any(shape => shape.Prefix > 0))
        {
            lines.Add($"Cache: {workload.Reuse.Description}; rates and hits are rounded down.");
            lines.Add("Cache: requests at once on one model warm each other's cache; batched, locally answered and other tiers' requests "
                + "do not.");
        }

        if (workload.CanWaitPercent > 0)
        {
            lines.Add($"Batch: up to {workload.CanWaitPercent} % can wait (24 hours at most), × {rules.Batch}; as many as are cheaper "
                + "that way are batched.");
            lines.Add(BatchCache(workload));
        }

        if (workload.FromRegionalEndpoint && workload.Residency == Residency.Global)
        {
            lines.Add($"Endpoint: compared with a regional one (bare id, us., eu. …), × {rules.Regional} from generation 4.5 on; leaving "
                + "it saves 1/11 = 9.09 %.");
        }

        if (workload.LocalPercent > 0)
        {
            lines.Add($"Local: {workload.LocalPercent} % answered in the gateway's process at $0; your machine is not in the figure.");
        }

        if (workload.CheaperTriedPercent > 0)
        {
            lines.Add($"Tier: {workload.CheaperTier.ToString().ToLowerInvariant()} is tried for {workload.CheaperTriedPercent} % and "
                + $"answers {workload.CheaperPercent} %; what does not pass is paid on both. Quality is not estimated here.");
        }

        return lines;
    }

    public static List<string> Of(Workload workload, TierPrices from, TierPrices prices, StreamPlan plan)
    {
        var notes = new List<string>();
        var model = prices.Model;
        if (model.Tokenizer != workload.Tokenizer)
        {
            notes.Add(workload.TokenizerFactor == 1
                ? $"{model.Id} counts the same text in other tokens than yours were counted in (about 30 % apart); they are taken as "
                    + "equal, as you asked."
                : $"{model.Id} has tokenizer {model.Tokenizer}, your counts {workload.Tokenizer}: v2 counts × {workload.TokenizerFactor} "
                    + "of v1 for the same text (vendor: about 30 % more), rounded up.");
        }

        AddPrefixNotes(workload, prices, notes);
        if (workload.CanWaitPercent > 0 && prices.Batch is null)
        {
            notes.Add($"{model.Id} has no batch mode on {SurfaceNames.Of(workload.Surface)}.");
        }

        if (workload.CanWaitPercent > 0 && prices.Batch is not null && plan is { Batched: 0, Hits: > 0 })
        {
            notes.Add($"{model.Id}: nothing is batched; half price would cost more than reading the prefix from the cache at once.");
        }

        var context = workload.Shapes.Max(shape => Total(TokenizerScale.Of(shape, workload, model)));
        if (context > model.ContextTokens)
        {
            notes.Add($"{model.Id} takes {model.ContextTokens:N0} tokens; your longest request has {context:N0}, "
                + "which needs a longer window than the model's own.");
        }

        notes.Add(Rates(prices, from));
        return notes;
    }

    private static void AddPrefixNotes(Workload workload, TierPrices prices, List<string> notes)
    {
        var model = prices.Model;
        var minimum = StreamPlanner.MinimumOf(prices, workload);
        var longest = workload.Shapes.Max(shape => TokenizerScale.Of(shape, workload, model).Prefix);
        if (longest > 0 && longest < minimum)
        {
            notes.Add($"{model.Id} caches prefixes of {minimum:N0} tokens or more; {longest:N0} is too short, so nothing is cached.");
        }
        else if (TooShort(workload, model, minimum) is > 0 and var few)
        {
            notes.Add($"{model.Id} caches prefixes of {minimum:N0} tokens or more; those of "
                + $"{few:0.#} % of requests are too short and not cached.");
        }

        if (longest > 0 && model.MinCacheableTokens(workload.Surface) is null)
        {
            notes.Add($"{model.Id}: the shortest cacheable prefix is not established; {minimum:N0} tokens are assumed.");
        }
    }

    /// <summary>Percent of requests whose prefix is there and too short to be cached.</summary>
    private static decimal TooShort(Workload workload, Model model, int minimum)
    {
        var few = 0m;
        foreach (var shape in workload.Shapes)
        {
            var prefix = TokenizerScale.Of(shape, workload, model).Prefix;
            few += prefix > 0 && prefix < minimum ? shape.Weight : 0;
        }

        return 100m * few / workload.Shapes.Sum(shape => shape.Weight);
    }

    private static long Total(RequestShape shape) => shape.Prefix + shape.Fresh + shape.Output;

    private static string BatchCache(Workload workload) => workload.Surface == Surface.Bedrock
        ? "Batch: batch inference on Bedrock does not cache prompts, so batched requests pay their prefix in full, at half price."
        : $"Batch: {workload.BatchHitRate:0.##%} of batched requests read their prefix (1 h writes); the vendor calls it best effort and "
            + "promises none.";

    private static string Rates(TierPrices prices, TierPrices from)
    {
        var card = prices.Now;
        var text = $"{prices.Id}: {Rate(card, ChargeItem.Input)} in, {Rate(card, ChargeItem.Output)} out, "
            + $"{Rate(card, ChargeItem.CacheWrite5m)} / {Rate(card, ChargeItem.CacheWrite1h)} cache write 5m / 1h, "
            + $"{Rate(card, ChargeItem.CacheRead)} read, per million tokens";
        return ReferenceEquals(from, prices) ? text : $"{text}; compared with {from.Id} at {Rate(from.Now, ChargeItem.Input)} / "
            + $"{Rate(from.Now, ChargeItem.Output)}";
    }

    private static string Rate(RateCard card, ChargeItem item) => card.PerMillion(item) is { } rate ? $"${rate:0.########}" : "none";
}
