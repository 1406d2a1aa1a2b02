using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;
using Clearbar.Tiers;

namespace Clearbar.Tests.Pricing.Estimates;

/// <summary>Estimates against amounts computed by hand.</summary>
public sealed class WorkloadEstimatorTests
{
    private static readonly ReusePattern s_halfWithinFiveMinutes =
        ReusePattern.OfGaps([(TimeSpan.FromMinutes(1), 1), (TimeSpan.FromHours(2), 1)]);

    [Fact]
    public void Plain_workload_costs_its_tokens_on_each_tier()
    {
        // 1,000 × (800 in + 200 out): haiku 1/5, sonnet 3/15, opus 5/25 dollars per million.
        var estimate = Workloads.Estimate(Workloads.Of(1000, 0, 800, 200));
        Assert.Equal([1.8m, 5.4m, 9m], estimate.Tiers.Select(tier => tier.Total.Amount));
        Assert.All(estimate.Tiers, tier => Assert.All(tier.Levers, lever => Assert.Equal(0, lever.Amount.Amount)));
    }

    [Fact]
    public void Cache_lever_is_reads_and_writes_against_plain_input()
    {
        // Sonnet 4.6, prefix 2,000, half the gaps within 5 minutes: plain 1,000 × 2,000 × 3 = 6.00 dollars;
        // 500 reads × 2,000 × 0.3 = 0.30, 500 writes × 2,000 × 3.75 = 3.75: 4.05. One hour: 0.30 + 500 × 2,000 × 6 = 6.30, dearer.
        var tier = Workloads.TierOf(Workloads.Of(1000, 2000, 0, 0) with { Reuse = s_halfWithinFiveMinutes }, Tier.Sonnet);
        Assert.Equal(6m, tier.Baseline.Amount);
        Assert.Equal(1.95m, Workloads.Saved(tier, Lever.Cache));
        Assert.Equal(4.05m, tier.Total.Amount);
        Assert.Equal((CacheLifetime.FiveMinutes, 500L), (tier.Streams[0].Cache, tier.Streams[0].Hits));
    }

    [Fact]
    public void Lifetime_of_an_hour_is_chosen_when_gaps_are_longer_than_five_minutes()
    {
        // 999 reads × 2,000 × 0.3 = 0.5994; the first of 1,000 writes: 2,000 × 6 = 0.012.
        var hourly = ReusePattern.OfGaps([(TimeSpan.FromMinutes(30), 1)]);
        var tier = Workloads.TierOf(Workloads.Of(1000, 2000, 0, 0) with { Reuse = hourly }, Tier.Sonnet);
        Assert.Equal(CacheLifetime.OneHour, tier.Streams[0].Cache);
        Assert.Equal(0.6114m, tier.Total.Amount);
    }

    [Fact]
    public void Prefix_below_the_models_minimum_is_not_cached_and_says_so()
    {
        var always = ReusePattern.OfGaps([(TimeSpan.FromSeconds(1), 1)]);
        var haiku = Workloads.TierOf(Workloads.Of(1000, 4095, 0, 0) with { Reuse = always }, Tier.Haiku);
        Assert.Equal(0, Workloads.Saved(haiku, Lever.Cache));
        Assert.Contains(haiku.Notes, note => note.Contains("4,095 is too short", StringComparison.Ordinal));
        var longer = Workloads.TierOf(Workloads.Of(1000, 4096, 0, 0) with { Reuse = always }, Tier.Haiku);
        Assert.NotEqual(0, Workloads.Saved(longer, Lever.Cache));
    }

    [Fact]
    public void Batch_lever_is_half_of_what_waits()
    {
        var tier = Workloads.TierOf(Workloads.Of(1000, 0, 800, 200) with { CanWaitPercent = 40 }, Tier.Haiku);
        Assert.Equal(400, tier.Streams[0].Batched);
        Assert.Equal(0.36m, Workloads.Saved(tier, Lever.Batch));
    }

    [Fact]
    public void Batch_is_left_alone_where_losing_the_cache_costs_more_than_half_price_saves()
    {
        // Bedrock batches do not cache: prefix at 0.5 × 1 against a read at 0.1.
        var always = ReusePattern.OfGaps([(TimeSpan.FromSeconds(1), 1)]);
        var workload = Workloads.Of(1000, 10_000, 10, 10, Surface.Bedrock) with { Reuse = always, CanWaitPercent = 50 };
        var tier = Workloads.TierOf(workload, Tier.Haiku);
        Assert.Equal(0, tier.Streams[0].Batched);
        Assert.Contains(tier.Notes, note => note.Contains("nothing is batched", StringComparison.Ordinal));
    }

    [Fact]
    public void Batched_cache_reads_compound_on_the_direct_api()
    {
        // All wait, 90 % read: 900 × 10,000 × 1 × 0.1 × 0.5 = 0.45; 100 × 10,000 × 2 × 0.5 = 1.00.
        var tier = Workloads.TierOf(Workloads.Of(1000, 10_000, 0, 0) with { CanWaitPercent = 100, BatchHitRate = 0.9m }, Tier.Haiku);
        Assert.Equal(1.45m, tier.Total.Amount);
        Assert.Equal(900, tier.Streams[0].BatchHits);
    }

    [Fact]
    public void Leaving_a_regional_endpoint_saves_a_tenth_of_the_global_price()
    {
        var workload = Workloads.Of(1000, 0, 800, 200, Surface.Bedrock) with { FromRegionalEndpoint = true };
        var tier = Workloads.TierOf(workload, Tier.Haiku);
        Assert.Equal((1.98m, 0.18m, 1.8m), (tier.Baseline.Amount, Workloads.Saved(tier, Lever.Endpoint), tier.Total.Amount));
    }

    [Fact]
    public void Geography_costs_its_premium_and_has_no_endpoint_lever()
    {
        var europe = new Residency(Scope.Geo, "eu");
        var workload = Workloads.Of(1000, 0, 800, 200, Surface.Bedrock) with { FromRegionalEndpoint = true, Residency = europe };
        var tier = Workloads.TierOf(workload, Tier.Haiku);
        Assert.Equal((1.98m, 0m), (tier.Total.Amount, Workloads.Saved(tier, Lever.Endpoint)));
    }

    [Fact]
    public void Tier_lever_pays_the_tries_that_did_not_pass()
    {
        // Opus plain 9.00. 60 % tried on haiku: 600 × 0.0018 = 1.08; 500 stay off opus: 500 × 0.009 = 4.50.
        var workload = Workloads.Of(1000, 0, 800, 200) with { CheaperPercent = 50, CheaperTriedPercent = 60 };
        var tier = Workloads.TierOf(workload, Tier.Opus);
        Assert.Equal(5.58m, tier.Total.Amount);
        Assert.Equal(3.42m, Workloads.Saved(tier, Lever.Tier));
        Assert.Equal(0, Workloads.Saved(Workloads.TierOf(workload, Tier.Haiku), Lever.Tier));
    }

    [Fact]
    public void Local_answers_cost_nothing()
    {
        var tier = Workloads.TierOf(Workloads.Of(1000, 0, 800, 200) with { LocalPercent = 30 }, Tier.Haiku);
        Assert.Equal((1.26m, 0.54m), (tier.Total.Amount, Workloads.Saved(tier, Lever.Local)));
    }

    [Fact]
    public void Longer_prompt_than_the_tier_threshold_pays_the_upper_row_for_everything()
    {
        // Sonnet 4.5: over 200,000 the prompt costs 6 and the output 22.5.
        var tiers = new Dictionary<Tier, string> { [Tier.Sonnet] = "claude-sonnet-4-5" };
        Assert.Equal(6.0m, Workloads.TierOf(Workloads.Of(10, 0, 200_000, 0), Tier.Sonnet, tiers).Total.Amount);
        Assert.Equal(12.00231m, Workloads.TierOf(Workloads.Of(10, 100_000, 100_001, 10), Tier.Sonnet, tiers).Total.Amount);
    }

    [Fact]
    public void Models_with_the_newer_tokenizer_count_more_tokens_for_the_same_text()
    {
        // Sonnet 5 at 2/10: 1,000 × (1,040 × 2 + 260 × 10) per million = 4.68; as if equal: 3.60.
        var workload = Workloads.Of(1000, 0, 800, 200);
        Assert.Equal(4.68m, Workloads.TierOf(workload, Tier.Sonnet, Workloads.DefaultTiers).Total.Amount);
        Assert.Equal(3.6m, Workloads.TierOf(workload with { TokenizerFactor = 1 }, Tier.Sonnet, Workloads.DefaultTiers).Total.Amount);
        Assert.Equal(3.6m, Workloads.TierOf(workload with { Tokenizer = "v2" }, Tier.Sonnet, Workloads.DefaultTiers).Total.Amount);
    }

    [Fact]
    public void Tier_without_a_price_there_has_a_reason_and_no_amount()
    {
        var workload = Workloads.Of(1000, 0, 800, 200) with { Residency = new Residency(Scope.Geo, "us") };
        var estimate = Workloads.Estimate(workload);
        Assert.Equal(PriceErrorCode.GeoNotSupportedByModel, estimate.Tiers[0].Error?.Code);
        Assert.Empty(estimate.Tiers[0].Levers);
        Assert.Equal(5.94m, estimate.Tiers[1].Total.Amount);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, "--requests")]
    [InlineData(10, 60, 50, 50, "--local")]
    [InlineData(10, 0, 50, 40, "--cheaper-tried")]
    [InlineData(10, 101, 0, 0, "--local")]
    public void Impossible_numbers_name_the_option(long requests, int local, int cheaper, int tried, string option)
    {
        var workload = Workloads.Of(requests, 0, 1, 1) with { LocalPercent = local, CheaperPercent = cheaper, CheaperTriedPercent = tried };
        Assert.Contains(option, workload.FindFault(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Workloads.Estimate(workload));
    }
}
