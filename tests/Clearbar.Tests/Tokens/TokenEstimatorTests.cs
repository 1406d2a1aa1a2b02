using Clearbar.Tokens;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Tokens;

public sealed class TokenEstimatorTests
{
    private static readonly Gen<(PromptFacts Facts, TokenUsage Usage)> s_requests =
        from bytes in Gen.Choose(0, 200_000)
        from tools in Gen.Choose(0, 3)
        from images in Gen.Choose(0, 2)
        from documents in Gen.Choose(0, 1)
        from marked in Gen.Elements(true, false)
        from limit in Gen.Elements<int?>(null, 1, 4096)
        from input in Gen.Choose(0, 50_000)
        from read in Gen.Choose(0, 50_000)
        from write in Gen.Choose(0, 50_000)
        from hour in Gen.Choose(0, 50_000)
        from output in Gen.Choose(0, 5_000)
        select (new PromptFacts(bytes, tools, images, documents, marked, limit), new TokenUsage(input, read, write, hour, output));

    [Fact]
    public void Whatever_was_settled_no_bucket_is_negative_and_the_output_keeps_its_limit()
    {
        Prop.ForAll(Arb.From(Gen.ListOf(s_requests)), Arb.From(s_requests), static (seen, asked) =>
        {
            var estimate = After(seen).Estimate("c", "m", true, asked.Facts);
            Assert.True(estimate.Usage is { Input: >= 0, CacheRead: >= 0, CacheWrite5m: >= 0, CacheWrite1h: >= 0, Output: >= 0 }, estimate.ToString());
            Assert.True(asked.Facts.MaxTokens is not { } limit || (estimate.Usage.Output <= limit && estimate.OutputP90 <= limit));
            Assert.True(asked.Facts.HasCacheMarkers || estimate.Usage.Prompt == estimate.Usage.Input);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Merging_does_not_depend_on_who_merges_whom()
    {
        Prop.ForAll(Arb.From(Gen.ListOf(s_requests)), Arb.From(Gen.ListOf(s_requests)), Arb.From(s_requests), static (left, right, asked) =>
        {
            // Text-only requests: what a prompt with images teaches depends on the ratio at that moment, so only sums of the rest are order-free.
            var (a, b) = (TextOnly(left), TextOnly(right));
            var one = After(a);
            one.Merge(After(b));
            var other = After(b);
            other.Merge(After(a));
            var all = After([.. a, .. b]);

            Assert.Equal(one.Estimate("c", "m", false, asked.Facts), other.Estimate("c", "m", false, asked.Facts));
            Assert.Equal(one.Estimate("c", "m", false, asked.Facts), all.Estimate("c", "m", false, asked.Facts));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_class_with_its_own_tokens_per_byte_is_learnt_within_twenty_requests()
    {
        Prop.ForAll(Arb.From(Gen.Choose(20, 60)), static bytesPerTenTokens =>
        {
            var estimator = new TokenEstimator();
            var facts = new PromptFacts(6_000, 0, 0, 0, false, 1024);
            var truth = 8 + (60_000L / bytesPerTenTokens);
            for (var i = 0; i < 20; i++)
            {
                estimator.Settle("c", "m", false, facts, new TokenUsage(truth, 0, 0, 0, 40));
            }

            var estimate = estimator.Estimate("c", "m", false, facts);
            Assert.InRange((double)estimate.Usage.Prompt / truth, 0.99, 1.01);
            Assert.InRange(estimate.OutputP50, 36, 44);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Without_history_the_tokenizers_prior_is_used()
    {
        var facts = new PromptFacts(3_600, 0, 0, 0, false, null);

        Assert.Equal(1_008, new TokenEstimator().Estimate("c", "m", false, facts).Usage.Prompt);
        Assert.Equal(1_308, new TokenEstimator().Estimate("c", "m", true, facts).Usage.Prompt);
    }

    [Fact]
    public void A_class_never_seen_starts_from_what_its_model_has_shown()
    {
        var estimator = new TokenEstimator();
        var facts = new PromptFacts(36_000, 0, 0, 0, false, null);
        for (var i = 0; i < 10; i++)
        {
            estimator.Settle("seen", "m", false, facts, new TokenUsage(20_008, 0, 0, 0, 40));
        }

        Assert.InRange(estimator.Estimate("new", "m", false, facts).Usage.Prompt, 19_500, 20_500);
        Assert.Equal(0, estimator.Estimate("new", "m", false, facts).Samples);
    }

    [Fact]
    public void A_warm_cache_shows_in_the_buckets()
    {
        var estimator = new TokenEstimator();
        var facts = new PromptFacts(36_000, 0, 0, 0, true, null);
        Assert.True(estimator.Estimate("c", "m", false, facts).Usage.CacheWrite5m > 0);
        for (var i = 0; i < 50; i++)
        {
            estimator.Settle("c", "m", false, facts, new TokenUsage(1_000, 9_008, 0, 0, 40));
        }

        var usage = estimator.Estimate("c", "m", false, facts).Usage;
        Assert.InRange(usage.CacheRead / (double)usage.Prompt, 0.88, 0.91);
    }

    [Fact]
    public void An_estimate_of_a_known_class_allocates_nothing()
    {
        var estimator = After([(new PromptFacts(100, 0, 0, 0, true, 10), new TokenUsage(30, 0, 0, 0, 5))]);
        var facts = new PromptFacts(100, 1, 0, 0, true, 10);
        var usage = new TokenUsage(30, 1, 2, 3, 5);
        for (var i = 0; i < 100; i++)
        {
            estimator.Estimate("c", "m", false, facts);
            estimator.Settle("c", "m", false, facts, usage);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            estimator.Estimate("c", "m", false, facts);
            estimator.Settle("c", "m", false, facts, usage);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Concurrent_settlements_are_all_counted()
    {
        var estimator = new TokenEstimator();
        var facts = new PromptFacts(100, 0, 0, 0, false, null);
        Parallel.For(0, 4_000, _ => estimator.Settle("c", "m", false, facts, new TokenUsage(30, 0, 0, 0, 5)));

        var counters = estimator.Find("c", "m")!;
        Assert.Equal((4_000L, 400_000L, 88_000L, 20_000L), (counters.Requests, counters.Text.Bytes, counters.Text.Tokens, counters.OutputTokens));
        Assert.Equal(4_000, counters.Output.Count);
    }

    [Fact]
    public void Classes_without_end_stay_within_the_bound()
    {
        var estimator = new TokenEstimator();
        var facts = new PromptFacts(100, 0, 0, 0, false, null);
        for (var i = 0; i < TokenEstimator.MaxCells + 50; i++)
        {
            estimator.Settle($"c{i}", "m", false, facts, new TokenUsage(30, 0, 0, 0, 5));
        }

        Assert.NotNull(estimator.Find($"c{TokenEstimator.MaxCells - 1}", "m"));
        Assert.Null(estimator.Find($"c{TokenEstimator.MaxCells}", "m"));
    }

    [Fact]
    public void A_sketch_finds_quantiles_within_its_relative_error()
    {
        Prop.ForAll(Arb.From(Gen.NonEmptyListOf(Gen.Choose(1, 500_000))), Arb.From(Gen.Choose(0, 100)), static (values, percent) =>
        {
            var sketch = new QuantileSketch();
            foreach (var value in values)
            {
                sketch.Add(value);
            }

            var sorted = values.Order().ToList();
            var exact = sorted[Math.Max(1, (int)Math.Ceiling(percent / 100.0 * sorted.Count)) - 1];
            Assert.InRange(sketch.Quantile(percent / 100.0), (exact * (1 - QuantileSketch.RelativeError)) - 1, (exact * (1 + QuantileSketch.RelativeError)) + 1);
        }).QuickCheckThrowOnFailure();
    }

    private static List<(PromptFacts, TokenUsage)> TextOnly(IEnumerable<(PromptFacts Facts, TokenUsage Usage)> requests) =>
        [.. requests.Select(static request => (request.Facts with { Images = 0, Documents = 0 }, request.Usage))];

    private static TokenEstimator After(IEnumerable<(PromptFacts Facts, TokenUsage Usage)> seen)
    {
        var estimator = new TokenEstimator();
        foreach (var (facts, usage) in seen)
        {
            estimator.Settle("c", "m", false, facts, usage);
        }

        return estimator;
    }
}
