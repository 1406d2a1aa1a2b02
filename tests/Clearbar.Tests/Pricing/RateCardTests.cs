using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;
using static Clearbar.Tests.Pricing.PricingArbitraries;

namespace Clearbar.Tests.Pricing;

/// <summary>Laws that hold for every charge of every rate in the book.</summary>
public sealed class RateCardTests
{
    [Fact]
    public void Sum_of_the_lines_is_the_total_and_each_line_is_its_own_product() =>
        Prop.ForAll(Cards(), Usages(), (card, usage) =>
        {
            var lines = new ChargeLine[RateCard.MaxLines];
            if (!card.TryCharge(usage, lines, out var count, out var total, out _))
            {
                return true;
            }

            var sum = 0m;
            foreach (var line in lines.AsSpan(0, count))
            {
                if (line.Amount.Amount != line.Quantity * line.Rate * line.Multiplier / 1_000_000m)
                {
                    return false;
                }

                sum += line.Amount.Amount;
            }

            return sum == total.Amount;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Charge_is_never_negative_and_only_nothing_is_free() =>
        Prop.ForAll(Cards(), Usages(), (card, usage) =>
            !card.TryCharge(usage, [], out _, out var total, out _) || (usage.Total == 0 ? total == Usd.Zero : total > Usd.Zero))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Splitting_a_usage_changes_nothing_when_no_prompt_tier_is_crossed() =>
        Prop.ForAll(Cards(), Usages(), Usages(), (card, left, right) =>
        {
            var both = left + right;
            if (!card.TryCharge(both, [], out _, out var total, out _) || card.FlagsOf(both).Any(flag => flag.StartsWith("prompt-tier", StringComparison.Ordinal)))
            {
                return true;
            }

            return card.Charge(left) + card.Charge(right) == total;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Batch_is_half_wherever_it_exists() =>
        Prop.ForAll(Gen.Elements(AllCards().Where(card => card.Query.Batch).ToArray()).ToArbitrary(), Usages(), (card, usage) =>
        {
            var now = Card(card.Query with { Batch = false });
            return !card.TryCharge(usage, [], out _, out var half, out _) || half.Amount * 2m == now.Charge(usage).Amount;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Outside_the_global_endpoint_costs_a_tenth_more_from_generation_4_5_and_nothing_more_before()
    {
        var seen = 0;
        foreach (var card in AllCards().Where(card => card.Scope is Scope.Geo or Scope.InRegion && !card.Query.Batch))
        {
            var model = Book.File.Models.Single(model => model.Id == card.ModelId);
            var global = Card(card.Query with { Model = $"global.{model.Bedrock!.BaseId}" });
            var usage = new TokenUsage(1_000_003, 0, 0, 0, 777_777);
            var factor = model.Generation >= 4.5m ? 1.1m : 1m;
            Assert.Equal(global.Charge(usage).Amount * factor, card.Charge(usage).Amount);
            seen++;
        }

        Assert.True(seen > 60, $"only {seen} regional cards");
    }

    [Fact]
    public void Every_token_of_a_prompt_over_the_threshold_is_at_the_upper_tier_and_a_prompt_at_it_is_not()
    {
        var card = Card(Surface.AnthropicApi, "claude-haiku-5-5", "2026-10-20");
        Assert.Equal(0.0100000m + 0.00050m, card.Charge(new TokenUsage(100_000, 0, 0, 0, 1_000)).Amount);
        Assert.Equal(0.0500005m + 0.00250m, card.Charge(new TokenUsage(100_001, 0, 0, 0, 1_000)).Amount);
        Assert.Equal(["prompt-tier>100000"], card.FlagsOf(new TokenUsage(0, 100_001, 0, 0, 0)));
        Assert.Empty(card.FlagsOf(new TokenUsage(0, 100_000, 0, 0, 5_000_000)));
    }

    [Fact]
    public void Worst_case_is_at_least_any_charge_of_that_prompt_and_output() =>
        Prop.ForAll(Cards(), Usages(), (card, usage) =>
            !card.TryCharge(usage, [], out _, out var total, out _) || card.WorstCase(usage.Prompt, usage.Output) >= total)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Worst_case_is_reached_by_writing_the_whole_prompt_to_the_dearest_cache()
    {
        var card = Card(Surface.AnthropicApi, "claude-sonnet-4-6", "2026-05-29");
        Assert.Equal(card.Charge(new TokenUsage(0, 0, 0, 5_000, 1_000)), card.WorstCase(5_000, 1_000));
    }

    [Fact]
    public void Worst_case_takes_the_upper_tier_when_the_prompt_crosses_it()
    {
        var card = Card(Surface.AnthropicApi, "claude-sonnet-4-5", "2026-01-20");
        Assert.Equal((250_000 * 12m / 1_000_000m) + (100 * 22.5m / 1_000_000m), card.WorstCase(250_000, 100).Amount);
    }

    [Fact]
    public void Charging_allocates_nothing()
    {
        var card = Card(Surface.Bedrock, "us.anthropic.claude-opus-4-7", "2026-05-29");
        var usage = new TokenUsage(1_003, 65_537, 4_099, 8_209, 2_501);
        var lines = new ChargeLine[RateCard.MaxLines];
        var sum = card.Charge(usage, lines, out _).Amount;

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++)
        {
            sum += card.Charge(usage, lines, out _).Amount + card.WorstCase(80_000, 4_096).Amount;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0.228818975m * 1_001m);
    }

    [Fact]
    public void Cache_tokens_without_a_price_are_refused_and_never_free()
    {
        var card = Card(Surface.Bedrock, "anthropic.claude-3-haiku-20240307-v1:0", "2026-05-29");
        Assert.False(card.TryCharge(new TokenUsage(10, 1, 0, 0, 10), [], out var count, out var total, out var error));
        Assert.Equal((0, Usd.Zero, PriceErrorCode.CacheNotPricedOnSurface), (count, total, error));
        var thrown = Assert.Throws<PriceUnknownException>(() => card.Charge(new TokenUsage(10, 1, 0, 0, 10)));
        Assert.Equal(PriceErrorCode.CacheNotPricedOnSurface, thrown.Code);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(RateCard.MaxCount + 1)]
    public void Impossible_counts_are_refused(long count)
    {
        var card = Card(Surface.AnthropicApi, "claude-sonnet-4-6", "2026-05-29");
        foreach (var usage in (TokenUsage[])[new(count, 0, 0, 0, 0), new(0, count, 0, 0, 0), new(0, 0, count, 0, 0), new(0, 0, 0, count, 0), new(0, 0, 0, 0, count)])
        {
            Assert.False(card.TryCharge(usage, [], out _, out _, out var error));
            Assert.Equal(PriceErrorCode.InvalidUsage, error);
        }
    }

    [Fact]
    public void Largest_counts_still_have_a_micro_dollar_amount()
    {
        var card = Card(Surface.AnthropicApi, "claude-3-opus-20240229", "2026-05-29");
        var most = RateCard.MaxCount;
        var charge = card.Charge(new TokenUsage(most, most, most, most, most));
        Assert.Equal(140_250_000_000m, charge.Amount);
        Assert.Equal(140_250_000_000_000_000, charge.MicroUsd);
    }
}
