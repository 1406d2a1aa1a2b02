using Clearbar.Pricing;
using Clearbar.Pricing.Repricing;
using Clearbar.Tests.Ledger.Reconciling;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Pricing.Repricing;

public sealed class RepricerTests
{
    private static readonly DateTimeOffset s_monday = new(2026, 11, 16, 9, 30, 0, TimeSpan.Zero);

    private static readonly ProviderCall[] s_calls =
    [
        new(s_monday, "global.anthropic.claude-haiku-4-5-20251001-v1:0", new TokenUsage(1_234, 5_678, 910, 0, 150), "h"),
        new(s_monday, "us.anthropic.claude-sonnet-5", new TokenUsage(333, 0, 0, 4_444, 77), "s"),
    ];

    [Fact]
    public void Under_the_same_table_nothing_changes()
    {
        var rows = Repricer.Run(LedgerOf.Calls(s_calls), new RepriceOptions { Prices = PriceBook.Embedded });

        Assert.Equal(2, rows.Count);
        Assert.All(rows, static row => Assert.Equal((1L, Usd.Zero, 0L), (row.Attempts, row.Difference, row.NotPriced)));
        Assert.All(rows, static row => Assert.True(row.Charged > Usd.Zero));
    }

    [Fact]
    public void A_batch_and_a_geography_stay_what_they_were()
    {
        var direct = new ProviderCall(s_monday, "claude-sonnet-5", new TokenUsage(1_000_000, 0, 0, 0, 0), "b");
        var query = new RateQuery(Surface.AnthropicApi, direct.Model, new DateOnly(2026, 11, 16)) { Batch = true, InferenceGeo = "us" };
        Assert.True(PriceBook.Embedded.TryFindRate(query, out var card, out _));
        var lines = new ChargeLine[RateCard.MaxLines];
        var cost = card.Charge(direct.Usage, lines, out _);
        var entry = LedgerOf.Entry(direct, Surface.AnthropicApi) with
        {
            Cost = cost, Lines = [new("input", 1_000_000, lines[0].Rate, lines[0].Multiplier, cost)],
        };

        var row = Assert.Single(Repricer.Run(new LedgerOf([entry]), new RepriceOptions { Prices = PriceBook.Embedded }));

        Assert.Equal((2m * 0.55m, 0m), (row.Repriced.Amount, row.Difference.Amount));
    }

    [Fact]
    public void A_day_before_a_models_price_leaves_it_out_and_says_so()
    {
        var rows = Repricer.Run(LedgerOf.Calls(s_calls), new RepriceOptions { Prices = PriceBook.Embedded, AsOf = new DateOnly(2026, 5, 29) });

        var sonnet = Assert.Single(rows, static row => row.Model.Contains("sonnet", StringComparison.Ordinal));
        Assert.Equal((0L, 1L, Usd.Zero), (sonnet.Attempts, sonnet.NotPriced, sonnet.Repriced));
        Assert.NotEmpty(sonnet.Notes);
        Assert.True(sonnet.NotPricedCharged > Usd.Zero);
    }

    [Fact]
    public void At_another_model_the_tokenizers_difference_is_noted()
    {
        var rows = Repricer.Run(LedgerOf.Calls(s_calls), new RepriceOptions { Prices = PriceBook.Embedded, Model = "claude-opus-5" });

        var haiku = Assert.Single(rows, static row => row.Model.Contains("haiku", StringComparison.Ordinal));
        Assert.Equal(((1_234 * 5m) + (5_678 * 0.5m) + (910 * 6.25m) + (150 * 25m)) / 1_000_000m, haiku.Repriced.Amount);
        Assert.Contains("count tokens differently", Assert.Single(haiku.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_never_had_final_counts_is_left_out()
    {
        var row = Assert.Single(Repricer.Run(new LedgerOf([LedgerOf.Abandoned(s_calls[0], new Usd(0.01m))]), new RepriceOptions { Prices = PriceBook.Embedded }));

        Assert.Equal((0L, 1L, 0.01m), (row.Attempts, row.NotPriced, row.NotPricedCharged.Amount));
    }
}
