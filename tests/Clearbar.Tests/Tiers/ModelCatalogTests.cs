using System.Text;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Tests.Tiers;

public sealed class ModelCatalogTests
{
    private static readonly ModelCatalog s_catalog = ModelCatalog.Embedded;

    [Fact]
    public void Every_id_and_alias_resolves_to_its_own_model()
    {
        foreach (var model in PriceBook.Embedded.File.Models)
        {
            foreach (var id in model.Aliases.Append(model.Id))
            {
                Assert.True(s_catalog.TryResolve(id, out var found, out var resolution), id);
                Assert.Equal((model.Id, null, Scope.None, null, true), (found.Id, resolution.Surface, resolution.Scope, resolution.Geo, resolution.Listed));
            }
        }
    }

    [Fact]
    public void Every_bedrock_id_resolves_to_its_model_with_scope_and_geography_and_back()
    {
        var seen = 0;
        foreach (var model in PriceBook.Embedded.File.Models.Where(model => model.Bedrock is not null))
        {
            foreach (var (key, id) in model.Bedrock!.Ids)
            {
                Assert.True(s_catalog.TryResolve(id, out var found, out var resolution), id);
                Assert.Equal((model.Id, Surface.Bedrock, true), (found.Id, resolution.Surface!.Value, resolution.Listed));
                Assert.Equal(key is "inRegion" or "global" ? null : key, resolution.Geo);
                Assert.Equal(id, found.IdOn(Surface.Bedrock, resolution.Scope, resolution.Geo));
                seen++;
            }
        }

        Assert.True(seen > 90, $"only {seen} Bedrock ids");
    }

    [Theory]
    [InlineData("arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-6", "claude-sonnet-4-6", Scope.InRegion, null)]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6", "claude-sonnet-4-6", Scope.Geo, "eu")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5-20251001", Scope.Global, null)]
    public void Arn_resolves_to_what_it_names(string arn, string id, Scope scope, string? geo)
    {
        Assert.True(s_catalog.TryResolve(arn, out var model, out var resolution));
        Assert.Equal((id, Surface.Bedrock, scope, geo), (model.Id, resolution.Surface!.Value, resolution.Scope, resolution.Geo));
    }

    [Theory]
    [InlineData("")]
    [InlineData("haiku")]
    [InlineData("claude")]
    [InlineData("claude-haiku")]
    [InlineData("claude-haiku-4-5-20251001-preview")]
    [InlineData("my-claude-haiku-4-5")]
    [InlineData("us.claude-sonnet-4-6")]
    [InlineData("xx.anthropic.claude-sonnet-4-6")]
    [InlineData("us.anthropic.claude-sonnet-4-6:0")]
    [InlineData("us.us.anthropic.claude-sonnet-4-6")]
    [InlineData("arn:aws:bedrock:eu-west-1::foundation-model/claude-sonnet-4-6")]
    [InlineData("arn:aws:bedrock:eu-west-1::foundation-model/eu.anthropic.claude-sonnet-4-6")]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/anthropic.claude-sonnet-4-6")]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/anthropic.claude-sonnet-4-6")]
    [InlineData("arn:aws:sagemaker:eu-west-1::foundation-model/anthropic.claude-sonnet-4-6")]
    [InlineData("arn:aws:bedrock")]
    public void Name_that_is_not_in_the_table_stands_for_nothing(string name) => Assert.False(s_catalog.TryResolve(name, out _, out _));

    [Fact]
    public void Known_prefix_on_a_known_model_that_does_not_list_it_can_be_priced_but_not_called()
    {
        Assert.True(s_catalog.TryResolve("eu.anthropic.claude-3-5-haiku-20241022-v1:0", out var model, out var resolution));
        Assert.False(resolution.Listed);
        Assert.Null(model.IdOn(Surface.Bedrock, Scope.Geo, "eu"));
    }

    [Fact]
    public void Id_to_send_depends_on_the_surface()
    {
        Assert.True(s_catalog.TryGet("claude-sonnet-4-6", out var sonnet));
        Assert.Equal("claude-sonnet-4-6", sonnet.IdOn(Surface.AnthropicApi));
        Assert.Equal("claude-sonnet-4-6", sonnet.IdOn(Surface.ClaudePlatformAws));
        Assert.Equal("anthropic.claude-sonnet-4-6", sonnet.IdOn(Surface.BedrockMantle));
        Assert.Equal("jp.anthropic.claude-sonnet-4-6", sonnet.IdOn(Surface.Bedrock, Scope.Geo, "jp"));
        Assert.Null(sonnet.IdOn(Surface.Bedrock, Scope.Geo, "ca"));
        Assert.Null(sonnet.IdOn(Surface.Bedrock, Scope.Geo));
        Assert.Null(sonnet.IdOn(Surface.Local));
        Assert.True(s_catalog.TryGet("claude-mythos-5", out var mythos));
        Assert.False(mythos.IsOnBedrock);
        Assert.Null(mythos.IdOn(Surface.Bedrock, Scope.Global));
    }

    [Fact]
    public void Every_model_is_described()
    {
        Assert.Equal(25, s_catalog.Models.Count);
        Assert.All(s_catalog.Models, model => Assert.True(model.Capabilities.IsKnown, model.Id));
        Assert.All(s_catalog.Models, model => Assert.NotEmpty(model.Capabilities.Sources));
    }

    [Theory]
    [InlineData("claude-haiku-4-5", ThinkingModes.Disabled | ThinkingModes.EnabledWithBudget, true, true, true)]
    [InlineData("claude-sonnet-4-6", ThinkingModes.Disabled | ThinkingModes.EnabledWithBudget | ThinkingModes.Adaptive, true, false, true)]
    [InlineData("claude-opus-4-7", ThinkingModes.Disabled | ThinkingModes.Adaptive, false, false, true)]
    [InlineData("claude-opus-5-5", ThinkingModes.Adaptive, false, false, false)]
    [InlineData("claude-sonnet-5-5", ThinkingModes.Adaptive | ThinkingModes.BetweenTools, false, false, false)]
    [InlineData("claude-haiku-5-5", ThinkingModes.Disabled | ThinkingModes.Adaptive, false, false, true)]
    [InlineData("claude-3-haiku", ThinkingModes.None, true, true, true)]
    public void Capabilities_are_those_of_the_generation(string id, ThinkingModes thinking, bool sampling, bool prefill, bool forcedTool)
    {
        Assert.True(s_catalog.TryResolve(id, out var model, out _));
        var can = model.Capabilities;
        Assert.Equal((thinking, sampling, prefill, forcedTool), (can.Thinking, can.AcceptsSampling, can.AcceptsPrefill, can.AcceptsForcedToolChoice));
    }

    [Fact]
    public void Minimum_cacheable_length_and_quota_weight_are_kept_per_platform()
    {
        Assert.True(s_catalog.TryGet("claude-opus-4-7", out var opus));
        Assert.Equal((2_048, 4_096, 5), (opus.MinCacheableTokens(Surface.AnthropicApi), opus.MinCacheableTokens(Surface.Bedrock), opus.Capabilities.QuotaBurndown));
        Assert.True(s_catalog.TryGet("claude-haiku-5-5", out var haiku));
        Assert.Null(haiku.MinCacheableTokens(Surface.Bedrock));
        Assert.Null(haiku.Capabilities.QuotaBurndown);
        Assert.Equal(128_000, haiku.Capabilities.MaxOutputTokens);
    }

    [Fact]
    public void Direct_minimum_agrees_with_the_price_file_wherever_both_state_one()
    {
        foreach (var priced in PriceBook.Embedded.File.Models.Where(model => model.MinCacheableTokens is not null))
        {
            Assert.True(s_catalog.TryGet(priced.Id, out var model));
            Assert.Equal(priced.MinCacheableTokens, model.MinCacheableTokens(Surface.AnthropicApi));
        }
    }

    [Fact]
    public void Model_without_a_description_is_taken_cautiously()
    {
        var file = """{"schema":1,"asOf":"2026-11-20","sources":{},"models":[]}""";
        var catalog = new ModelCatalog(PriceBook.Embedded, Encoding.UTF8.GetBytes(file));
        Assert.True(catalog.TryGet("claude-opus-4-7", out var model));
        Assert.Equal(ModelCapabilities.Cautious, model.Capabilities);
    }

    [Fact]
    public void Every_error_of_a_capabilities_file_is_reported_with_its_key()
    {
        var file = """
            {"schema":1,"asOf":"2026-11-20","sources":{},"models":[{"id":"x","maxOutputTokens":"many","thinking":["deep"],"sampling":1,"prefill":true,
             "forcedToolChoice":true,"minCacheableTokens":{},"quotaBurndown":null,"source":["hearsay"]}]}
            """;
        var errors = Assert.Throws<PriceBookException>(() => new ModelCatalog(PriceBook.Embedded, Encoding.UTF8.GetBytes(file))).Errors;
        Assert.Equal(
            ["models[0].source", "models[0].maxOutputTokens", "models[0].thinking", "models[0].sampling"],
            errors.Select(error => error[..error.IndexOf(':', StringComparison.Ordinal)]));
    }
}
