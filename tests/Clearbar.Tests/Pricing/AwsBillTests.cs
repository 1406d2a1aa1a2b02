using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Tests.Pricing;

public sealed class AwsBillTests
{
    private static readonly DateOnly s_day = new(2026, 5, 29);

    [Theory]
    [InlineData("USE1-MP:USE1_InputTokenCount-Units", ChargeItem.Input, Scope.InRegion, false)]
    [InlineData("USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units", ChargeItem.CacheWrite1h, Scope.Global, false)]
    [InlineData("EUC1-MP:EUC1_CacheWriteInputTokenCount-Units", ChargeItem.CacheWrite5m, Scope.InRegion, false)]
    [InlineData("EUC1-MP:EUC1_CacheReadInputTokenCount_Global-Units", ChargeItem.CacheRead, Scope.Global, false)]
    [InlineData("USE1-MP:USE1_OutputTokenCount_Global_BATCH-Units", ChargeItem.Output, Scope.Global, true)]
    [InlineData("USW2-MP:USW2_input_tokens_global_standard-Units", ChargeItem.Input, Scope.Global, false)]
    [InlineData("USW2-MP:USW2_output_tokens_batch-Units", ChargeItem.Output, Scope.InRegion, true)]
    [InlineData("USW2-MP:USW2_cache_write_tokens_1h_standard-Units", ChargeItem.CacheWrite1h, Scope.InRegion, false)]
    [InlineData("USW2-MP:USW2_cache_write_tokens_global_standard-Units", ChargeItem.CacheWrite5m, Scope.Global, false)]
    [InlineData("USW2-MP:USW2_cache_read_tokens_standard-Units", ChargeItem.CacheRead, Scope.InRegion, false)]
    [InlineData("UGW1-MP:UGW1_InputTokenCount-Units", ChargeItem.Input, Scope.Gov, false)]
    public void Usage_type_is_understood(string text, ChargeItem item, Scope scope, bool batch)
    {
        Assert.True(AwsUsageType.TryParse(text, out var parsed));
        Assert.Equal(new AwsUsageType(item, scope, batch), parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("InputTokenCount")]
    [InlineData("USE1-MP:USE1_InputTokenCount")]
    [InlineData("USE1-MP:USW2_InputTokenCount-Units")]
    [InlineData("USE1-MP:USE1_NewInputTokenCount-Units")]
    [InlineData("USE1-MP:USE1_InputTokenCount_Batch_Global-Units")]
    [InlineData("USE1-MP:USE1_Reserved_1Month_InputTPM_Global-Units")]
    [InlineData("USE1-MP:USE1_ProvisionedThroughput_1Month_ModelUnits_Usage-Units")]
    public void Usage_type_that_counts_no_tokens_is_not_guessed(string text) => Assert.False(AwsUsageType.TryParse(text, out _));

    [Theory]
    [InlineData("Claude Haiku 4.5 (Amazon Bedrock Edition)", "EUC1-MP:EUC1_CacheWrite1hInputTokenCount-Units", "2.2")]
    [InlineData("Claude 4.5 Haiku (Amazon Bedrock Edition)", "EUC1-MP:EUC1_CacheReadInputTokenCount-Units", "0.11")]
    [InlineData("Claude 3.5 Sonnet v2 (Amazon Bedrock Edition)", "USE1-MP:USE1_OutputTokenCount-Units", "30")]
    [InlineData("Claude Opus 4.7 (Amazon Bedrock Edition)", "USE1-MP:USE1_output_tokens_batch-Units", "13.75")]
    [InlineData("Claude Sonnet 4.5 (Amazon Bedrock Edition)", "UGW1-MP:UGW1_InputTokenCount-Units", "3.6")]
    public void Line_has_the_rate_of_its_scope_and_mode(string service, string usageType, string rate)
    {
        Assert.True(PriceBook.Embedded.TryChargeAwsLine(service, usageType, 2m, s_day, out var charge, out var error), error?.Message);
        var expected = decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((expected, expected * 2m), (charge!.RatePerMillion, charge.Amount.Amount));
    }

    [Theory]
    [InlineData("Claude Haiku (Amazon Bedrock Edition)", "USE1-MP:USE1_InputTokenCount-Units", "unknown-model")]
    [InlineData("Claude Haiku 4.5 (Amazon Bedrock Edition)", "USE1-MP:USE1_Images-Units", "unknown-usage-type")]
    [InlineData("Claude Opus 4.1 (Amazon Bedrock Edition)", "USE1-MP:USE1_CacheWrite1hInputTokenCount-Units", "cache-not-priced-on-surface")]
    [InlineData("Claude Sonnet 5 (Amazon Bedrock Edition)", "USE1-MP:USE1_input_tokens_standard-Units", "price-unknown-for-date")]
    public void Line_that_cannot_be_priced_says_why(string service, string usageType, string code)
    {
        Assert.False(PriceBook.Embedded.TryChargeAwsLine(service, usageType, 1m, s_day, out _, out var error));
        Assert.Equal(code, error!.CodeText);
    }

    [Fact]
    public void Reserved_capacity_for_three_months_in_a_geography()
    {
        var reserved = new ReservedCapacity("eu.anthropic.claude-sonnet-4-6", s_day, "3-month", 200_000, 10_000, 10);
        Assert.True(PriceBook.Embedded.TryChargeReserved(reserved, out var charge, out _));
        Assert.Equal((0.1782m, 0.891m), (charge.InputRate, charge.OutputRate));
        Assert.Equal(10m * ((200m * 0.1782m) + (10m * 0.891m)), charge.Amount.Amount);
    }

    [Fact]
    public void Reserved_rate_that_nobody_published_must_be_stated()
    {
        var reserved = new ReservedCapacity("global.anthropic.claude-opus-4-7", s_day, "1-month", 100_000, 10_000, 1);
        Assert.False(PriceBook.Embedded.TryChargeReserved(reserved, out _, out var error));
        Assert.Equal("price-unknown-for-date", error!.CodeText);
        Assert.True(PriceBook.Embedded.TryChargeReserved(reserved with { InputRate = 0.3m, OutputRate = 1.5m }, out var charge, out _));
        Assert.Equal(45m, charge.Amount.Amount);
    }

    [Theory]
    [InlineData("6-month", 100_000, 10_000, "service-tier-not-offered")]
    [InlineData("1-month", 99_999, 10_000, "invalid-usage")]
    [InlineData("1-month", 100_000, 9_999, "invalid-usage")]
    public void Reservation_that_is_not_offered_is_refused(string term, int input, int output, string code)
    {
        var reserved = new ReservedCapacity("global.anthropic.claude-sonnet-4-6", s_day, term, input, output, 1);
        Assert.False(PriceBook.Embedded.TryChargeReserved(reserved, out _, out var error));
        Assert.Equal(code, error!.CodeText);
    }

    [Fact]
    public void Metered_units_are_whole_and_their_sum_is_never_a_unit_behind()
    {
        var meter = new CcuMeter(0.01m);
        var metered = 0m;
        for (var hour = 0; hour < 720; hour++)
        {
            var units = meter.AddHour(ExactSum.OfMilliseconds(1_000 + (hour * 37), 0.08m));
            Assert.Equal(decimal.Floor(units), units);
            metered += units;
            Assert.InRange(meter.Carried, 0m, 0.9999999999999999999999999999m);
        }

        Assert.Equal(decimal.Floor(meter.InUnits(meter.Total)), metered);
    }
}
