using Clearbar.Pricing.Estimates;
using Clearbar.Tiers;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Pricing.Estimates;

/// <summary>What holds for every workload.</summary>
public sealed class EstimateProperties
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void Levers_add_up_to_the_whole_exactly() => Check(workload =>
    {
        foreach (var tier in Workloads.Estimate(workload, Workloads.DefaultTiers).Tiers)
        {
            Assert.Null(tier.Error);
            Assert.Equal(tier.Baseline.Amount, tier.Levers.Sum(lever => lever.Amount.Amount) + tier.Total.Amount);
            Assert.Equal(tier.Total.Amount, tier.Streams.Sum(stream => stream.Cost.Amount));
        }
    });

    [Fact]
    public void More_reuse_never_costs_more() => Check(workload =>
    {
        var rates = new[] { 0m, 1m, 5m, 20m, 100m, 5000m };
        AssertNeverDearer([.. rates.Select(rate => Totals(workload with { Reuse = ReusePattern.PerHour(rate) }))]);
    });

    [Fact]
    public void Shorter_gaps_never_cost_more() => Check(workload =>
    {
        var gaps = new[] { 7200, 3000, 400, 290, 10 };
        AssertNeverDearer([.. gaps.Select(seconds => Totals(workload with { Reuse = GapsOf(seconds) }))]);
    });

    [Fact]
    public void More_that_can_wait_never_costs_more() => Check(workload =>
        AssertNeverDearer([.. Enumerable.Range(0, 11).Select(step => Totals(workload with { CanWaitPercent = step * 10 }))]));

    [Fact]
    public void No_saving_of_cache_batch_or_endpoint_is_negative() => Check(workload =>
    {
        foreach (var tier in Workloads.Estimate(workload, Workloads.DefaultTiers).Tiers)
        {
            var own = tier.Levers.Where(lever => lever.Lever <= Lever.Endpoint);
            Assert.All(own, lever => Assert.True(lever.Amount.Amount >= 0, $"{lever}"));
        }
    });

    private static ReusePattern GapsOf(int seconds) =>
        ReusePattern.OfGaps([(TimeSpan.FromSeconds(seconds), 3), (TimeSpan.FromSeconds(2 * seconds), 1)]);

    private static decimal[] Totals(Workload workload) => [.. Workloads.Estimate(workload).Tiers.Select(tier => tier.Total.Amount)];

    private static void AssertNeverDearer(List<decimal[]> costs)
    {
        for (var index = 1; index < costs.Count; index++)
        {
            for (var tier = 0; tier < costs[index].Length; tier++)
            {
                var (before, after) = (costs[index - 1][tier], costs[index][tier]);
                Assert.True(after <= before, $"step {index}, tier {tier}: {after} > {before}");
            }
        }
    }

    private static void Check(Action<Workload> holds) => Check(Prop.ForAll(All(), holds));

    private static void Check(Property property) => property.Check(s_config);

    private static Arbitrary<Workload> All()
    {
        var percent = Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 100));
        return (from requests in Gen.OneOf(Gen.Choose(1, 50), Gen.Choose(1, 1_000_000))
                from prefix in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 20_000))
                from fresh in Gen.Choose(1, 5_000)
                from output in Gen.Choose(0, 2_000)
                from secondPrefix in Gen.Choose(0, 8_000)
                from perHour in Gen.Choose(0, 2_000)
                from wait in percent
                from local in Gen.Choose(0, 40)
                from tried in Gen.Choose(0, 60)
                from answered in Gen.Choose(0, tried)
                from bedrock in Gen.Elements(true, false)
                from batchHits in Gen.Choose(0, 100)
                select Workloads.Of(requests, prefix, fresh, output, bedrock ? Surface.Bedrock : Surface.AnthropicApi) with
                {
                    Shapes =
                    [
                        new RequestShape(prefix, fresh, output) { Weight = 2, PrefixShare = 2m / 3m },
                        new RequestShape(secondPrefix, output, fresh) { PrefixShare = 1m / 3m },
                    ],
                    Reuse = ReusePattern.PerHour(perHour),
                    FromRegionalEndpoint = bedrock,
                    CanWaitPercent = wait,
                    BatchHitRate = bedrock ? 0 : batchHits / 100m,
                    LocalPercent = local,
                    CheaperPercent = answered,
                    CheaperTriedPercent = tried,
                }).ToArbitrary();
    }
}
