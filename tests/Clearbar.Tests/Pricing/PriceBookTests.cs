using System.Globalization;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Pricing;

/// <summary>The rules of the book that the worked cases do not reach: every refusal, every flag, dates, ARNs.</summary>
public sealed class PriceBookTests
{
    private static readonly TokenUsage s_some = new(1_000, 0, 0, 0, 100);

    [Theory]
    [InlineData("claude-haiku-9", "anthropic-api", "2026-05-29")]
    [InlineData("haiku", "anthropic-api", "2026-05-29")]
    [InlineData("CLAUDE-HAIKU-4-5", "anthropic-api", "2026-05-29")]
    [InlineData("claude-haiku-4-5 ", "anthropic-api", "2026-05-29")]
    [InlineData("claude-haiku-4-5", "bedrock", "2026-05-29")]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic-api", "2026-05-29")]
    [InlineData("global.anthropic.claude-opus-4-7", "bedrock-mantle", "2026-05-29")]
    [InlineData("claude-opus-4-7", "emulator", "2026-05-29")]
    [InlineData("claude-opus-4-7", "openai-compatible", "2026-05-29")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdef123456", "bedrock", "2026-05-29")]
    public void Model_that_is_not_known_on_the_surface_is_refused(string model, string surface, string date) =>
        Refused("unknown-model", Usage(surface, model, date));

    [Theory]
    [InlineData("claude-sonnet-4-6", "anthropic-api", "2026-02-16")]
    [InlineData("claude-sonnet-4-20250514", "anthropic-api", "2026-06-16")]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0", "bedrock", "2026-06-10")]
    [InlineData("anthropic.claude-sonnet-4-20250514-v1:0", "bedrock", "2026-07-14")]
    public void Day_without_a_row_has_no_price_and_no_other_day_stands_in(string model, string surface, string date) =>
        Refused("price-unknown-for-date", Usage(surface, model, date));

    [Theory]
    [InlineData("2025-11-30", "0.00450")]
    [InlineData("2025-12-01", "0.00900")]
    public void First_and_last_day_of_a_row_are_inside_it(string date, string usd) =>
        Assert.Equal(Amount(usd), Priced(Usage("bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0", date)).Total.Amount);

    [Fact]
    public void Fast_is_refused_where_it_does_not_exist()
    {
        Refused("fast-not-on-surface", Fast(Usage("bedrock", "us.anthropic.claude-opus-4-7", "2026-05-29")));
        Refused("fast-not-on-surface", Fast(Usage("claude-platform-aws", "claude-opus-4-7", "2026-05-29")));
        Refused("fast-not-supported-by-model", Fast(Usage("anthropic-api", "claude-haiku-4-5", "2026-05-29")));
        Refused("fast-not-supported-by-model", Fast(Usage("anthropic-api", "claude-opus-4-7", "2026-07-24")));
        Refused("fast-not-with-batch", Batch(Fast(Usage("anthropic-api", "claude-opus-4-7", "2026-05-29"))));
    }

    [Fact]
    public void Served_speed_decides_the_price_whatever_was_asked()
    {
        var asked = Fast(Usage("anthropic-api", "claude-opus-4-6", "2026-10-01"));
        var standard = Priced(asked with { Rate = asked.Rate with { ServedSpeed = Speed.Standard } });
        Assert.Equal(["served-standard"], standard.Flags);
        Assert.Equal(0.0075m, standard.Total.Amount);
        var unasked = Usage("anthropic-api", "claude-opus-4-6", "2026-10-01");
        var fast = Priced(unasked with { Rate = unasked.Rate with { ServedSpeed = Speed.Fast } });
        Assert.Equal(["fast"], fast.Flags);
        Assert.Equal(0.045m, fast.Total.Amount);
    }

    [Fact]
    public void Answer_of_the_upstream_stands_over_what_was_asked()
    {
        var asked = new RateQuery(Surface.AnthropicApi, "claude-opus-4-6", new DateOnly(2026, 10, 1)) { AskedSpeed = Speed.Fast, InferenceGeo = "us" };
        var served = asked.Served(new Answer { Speed = "standard", ServiceTier = "batch", InferenceGeo = "global" });
        Assert.Equal(asked with { ServedSpeed = Speed.Standard, ServiceTier = "batch", InferenceGeo = "global" }, served);
        Assert.Equal(asked, asked.Served(new Answer()));
        Assert.Equal(Speed.Fast, asked.Served(new Answer { Speed = "fast" }).ServedSpeed);
    }

    [Fact]
    public void Fast_cache_read_of_a_model_with_its_own_share_keeps_that_share()
    {
        var usage = Fast(Usage("anthropic-api", "claude-opus-5-5", "2026-10-01")) with { Tokens = new TokenUsage(0, 1_000_000, 0, 0, 0) };
        Assert.Equal(0.4m, Priced(usage).Total.Amount);
    }

    [Fact]
    public void Fast_row_takes_the_place_of_a_prompt_tier()
    {
        var usage = Fast(Usage("anthropic-api", "claude-opus-4-6", "2026-03-01")) with { Tokens = new TokenUsage(300_000, 0, 0, 0, 0) };
        Assert.Equal(9m, Priced(usage).Total.Amount);
        Assert.Equal(["fast"], Priced(usage).Flags);
    }

    [Fact]
    public void Geography_is_refused_where_it_does_not_exist()
    {
        Refused("geo-not-on-surface", Geo(Usage("bedrock", "us.anthropic.claude-opus-4-7", "2026-05-29"), "us"));
        Refused("geo-not-supported-by-model", Geo(Usage("claude-platform-aws", "claude-sonnet-4-5", "2026-05-29"), "us"));
        Refused("geo-not-supported-by-model", Geo(Usage("anthropic-api", "claude-opus-4-7", "2026-05-29"), "eu"));
    }

    [Theory]
    [InlineData("global")]
    [InlineData("not_available")]
    public void Worldwide_inference_costs_the_list_price(string geo) =>
        Assert.Equal(0.0045m, Priced(Geo(Usage("anthropic-api", "claude-sonnet-4-5", "2026-05-29"), geo)).Total.Amount);

    [Fact]
    public void Managed_agents_ignore_modifiers_until_the_month_they_apply()
    {
        var before = Priced(Fast(Geo(Usage("managed-agents", "claude-opus-4-8", "2026-08-31"), "us")));
        Assert.Equal(["modifier-ignored:fast", "modifier-ignored:inferenceGeo"], before.Flags);
        Assert.Equal(0.0075m, before.Total.Amount);
        var after = Priced(Fast(Geo(Usage("managed-agents", "claude-opus-4-8", "2026-09-01"), "us")));
        Assert.Equal(["fast"], after.Flags);
        Assert.Equal(0.0165m, after.Total.Amount);
    }

    [Fact]
    public void Runtime_of_a_session_takes_no_multiplier_and_its_containers_are_included()
    {
        var usage = Geo(Usage("managed-agents", "claude-opus-4-8", "2026-09-01"), "us") with
        {
            SessionRunningMs = 3_600_000,
            CodeExecution = new CodeExecutionUsage([4_000], 6_000_000),
        };
        var charge = Priced(usage);
        Assert.Equal(0.00825m + 0.08m, charge.Total.Amount);
        Assert.Equal(["code-execution-included-in-session"], charge.Flags);
    }

    [Fact]
    public void Batch_is_refused_in_sessions() => Refused("batch-not-on-surface", Batch(Usage("managed-agents", "claude-opus-4-7", "2026-05-29")));

    [Fact]
    public void Tools_are_refused_where_they_are_not_offered()
    {
        var bedrock = Usage("bedrock", "us.anthropic.claude-opus-4-7", "2026-05-29");
        Refused("tool-not-on-surface", bedrock with { WebSearches = 1 });
        Refused("tool-not-on-surface", bedrock with { WebFetches = 1 });
        Refused("tool-not-on-surface", bedrock with { CodeExecution = new CodeExecutionUsage([1], 0) });
        Refused("tool-not-on-surface", bedrock with { SessionRunningMs = 1 });
        Refused("tool-not-on-surface", Usage("anthropic-api", "claude-opus-4-7", "2026-05-29") with { SessionRunningMs = 1 });
    }

    [Theory]
    [InlineData("priority")]
    [InlineData("flex")]
    [InlineData("reserved")]
    public void Service_tier_without_a_token_price_is_refused(string tier)
    {
        var usage = Usage("bedrock", "us.anthropic.claude-opus-4-7", "2026-05-29");
        Refused("service-tier-not-offered", usage with { Rate = usage.Rate with { ServiceTier = tier } });
    }

    [Fact]
    public void Service_tier_batch_of_a_response_is_charged_as_batch()
    {
        var usage = Usage("anthropic-api", "claude-sonnet-4-6", "2026-05-29");
        Assert.Equal(0.00225m, Priced(usage with { Rate = usage.Rate with { ServiceTier = "batch" } }).Total.Amount);
    }

    [Fact]
    public void Free_container_hours_are_used_up_before_anything_is_billed()
    {
        var usage = Usage("anthropic-api", "claude-sonnet-4-6", "2026-05-29") with { Tokens = default };
        var free = 1_550L * 3_600;
        Assert.Equal(0m, Priced(usage with { CodeExecution = new CodeExecutionUsage([300], free - 300) }).Total.Amount);
        Assert.Equal(0.05m / 3_600m, Priced(usage with { CodeExecution = new CodeExecutionUsage([301], free - 300) }).Total.Amount);
        Assert.Equal(0.05m / 12m, Priced(usage with { CodeExecution = new CodeExecutionUsage([0], free) }).Total.Amount);
        Assert.Equal(0m, Priced(usage with { CodeExecution = new CodeExecutionUsage([900], free) { WithFreeingWebTool = true } }).Total.Amount);
    }

    [Fact]
    public void Discount_comes_off_tokens_and_fees_alike()
    {
        var usage = Usage("anthropic-api", "claude-sonnet-4-6", "2026-05-29") with { WebSearches = 2, DiscountPercent = 25m };
        Assert.Equal((0.0045m + 0.02m) * 0.75m, Priced(usage).Total.Amount);
    }

    [Theory]
    [InlineData("-0.5")]
    [InlineData("100.5")]
    public void Impossible_discount_is_refused(string percent) =>
        Refused("invalid-usage", Usage("anthropic-api", "claude-sonnet-4-6", "2026-05-29") with { DiscountPercent = Amount(percent) });

    [Fact]
    public void More_failed_searches_than_searches_are_refused() =>
        Refused("invalid-usage", Usage("anthropic-api", "claude-sonnet-4-6", "2026-05-29") with { WebSearches = 1, FailedWebSearches = 2 });

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0", "1.1")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0", "1.1")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0", "1")]
    [InlineData("arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0", "1.2")]
    [InlineData("us-gov.anthropic.claude-haiku-4-5-20251001-v1:0", "1.2")]
    public void Arn_has_the_model_and_the_scope_it_names(string arn, string factor)
    {
        var charge = Priced(Usage("bedrock", arn, "2026-05-29"));
        Assert.Equal("claude-haiku-4-5-20251001", charge.ModelId);
        Assert.Equal(0.0015m * Amount(factor), charge.Total.Amount);
    }

    [Fact]
    public void Application_profile_has_the_price_of_the_source_the_operator_states()
    {
        const string Arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdef123456";
        var book = new PriceBook(PriceBook.Embedded.File, new Dictionary<string, string> { [Arn] = "us.anthropic.claude-sonnet-4-6" });
        var charge = book.Charge(Usage("bedrock", Arn, "2026-05-29")).Charge;
        Assert.Equal(0.00495m, charge!.Total.Amount);
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdef123456", "claude-sonnet-4-6")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-sonnet-4-6")]
    public void Application_profile_without_a_bedrock_source_is_refused_at_load(string arn, string source) =>
        Assert.Throws<PriceBookException>(() => new PriceBook(PriceBook.Embedded.File, new Dictionary<string, string> { [arn] = source }));

    [Fact]
    public void Status_says_how_far_a_charge_can_be_trusted()
    {
        Assert.Equal(PriceStatus.Exact, Priced(Usage("anthropic-api", "claude-sonnet-4-6", "2026-05-29")).Status);
        Assert.Equal(PriceStatus.Estimated, Priced(Usage("anthropic-api", "claude-sonnet-4-6", "2026-05-29") with { IsFinal = false }).Status);
        Assert.Equal(PriceStatus.Estimated, Priced(Usage("bedrock", "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "2026-05-29")).Status);
        Assert.Equal(PriceStatus.Estimated, Priced(Usage("bedrock", "global.anthropic.claude-opus-5-5", "2026-10-01")).Status);
        var batch = Batch(Usage("bedrock", "global.anthropic.claude-sonnet-4-6", "2026-05-29"));
        Assert.Equal(PriceStatus.Exact, Priced(batch).Status);
        Assert.Equal(PriceStatus.Estimated, Priced(batch with { Tokens = new TokenUsage(0, 5, 0, 0, 0) }).Status);
    }

    [Fact]
    public void Answers_made_in_this_process_cost_nothing_by_definition()
    {
        var charge = Priced(Usage("local", "rung0", "2026-05-29"));
        Assert.Equal(Usd.Zero, charge.Total);
        Assert.Equal(PriceStatus.Exact, charge.Status);
    }

    [Fact]
    public void Mantle_is_priced_as_in_region_and_says_that_this_is_assumed()
    {
        var charge = Priced(Usage("bedrock-mantle", "anthropic.claude-opus-4-8", "2026-06-01"));
        Assert.Equal(0.00825m, charge.Total.Amount);
        Assert.Equal(["mantle-scope-assumed"], charge.Flags);
        Assert.Equal(PriceStatus.Estimated, charge.Status);
    }

    [Fact]
    public void Baseline_prices_the_same_tokens_and_says_when_they_are_not_comparable()
    {
        var book = PriceBook.Embedded;
        var opus = new RateQuery(Surface.AnthropicApi, "claude-opus-4-7", new DateOnly(2026, 5, 29));
        Assert.True(book.TryReprice("claude-haiku-4-5", s_some, opus, out var baseline, out _));
        Assert.Equal((0.0075m, true), (baseline.Total.Amount, baseline.TokenizerDiffers));
        Assert.Contains("count tokens differently", baseline.Note, StringComparison.Ordinal);
        Assert.True(book.TryReprice("claude-opus-4-8", s_some, opus, out var same, out _));
        Assert.Equal((false, (string?)null), (same.TokenizerDiffers, same.Note));
        Assert.False(book.TryReprice("claude-haiku-4-5", s_some, opus with { Model = "opus" }, out _, out var error));
        Assert.Equal(PriceErrorCode.UnknownModel, error!.Code);
    }

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static PricedUsage Usage(string surface, string model, string date)
    {
        Assert.True(SurfaceNames.TryParse(surface, out var parsed));
        return new PricedUsage { Rate = new RateQuery(parsed, model, DateOnly.Parse(date, CultureInfo.InvariantCulture)), Tokens = s_some };
    }

    private static PricedUsage Fast(PricedUsage usage) => usage with { Rate = usage.Rate with { AskedSpeed = Speed.Fast } };

    private static PricedUsage Batch(PricedUsage usage) => usage with { Rate = usage.Rate with { Batch = true } };

    private static PricedUsage Geo(PricedUsage usage, string geo) => usage with { Rate = usage.Rate with { InferenceGeo = geo } };

    private static Charge Priced(PricedUsage usage)
    {
        var result = PriceBook.Embedded.Charge(usage);
        Assert.True(result.IsPriced, result.Error?.Message);
        return result.Charge!;
    }

    private static void Refused(string code, PricedUsage usage)
    {
        var result = PriceBook.Embedded.Charge(usage);
        Assert.False(result.IsPriced);
        Assert.Equal(code, result.Error!.CodeText);
        Assert.True(result.Error.Message.Length > 20, "a refusal says why");
    }
}
