using System.Text;
using Clearbar.Ledger.Reconciling;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Tests.Ledger.Reconciling;

public sealed class UsageTypeTableTests
{
    [Theory]
    [InlineData("USE1-MP:USE1_InputTokenCount-Units", "Claude Haiku 4.5 (Amazon Bedrock Edition)", "claude-haiku-4-5-20251001", "input regional", 1_000_000)]
    [InlineData("USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units", "Claude Sonnet 4.6 (Amazon Bedrock Edition)", "claude-sonnet-4-6", "cacheWrite1h global", 1_000_000)]
    [InlineData("EU-MP:EU_OutputTokenCount_Global_Batch-Units", "Claude 4.5 Haiku (Amazon Bedrock Edition)", "claude-haiku-4-5-20251001", "output global batch", 1_000_000)]
    [InlineData("USW2-MP:USW2_InputTokenCount_LCtx_Global-Units", "Claude Sonnet 4.6 (Amazon Bedrock Edition)", "claude-sonnet-4-6", "input global", 1_000_000)]
    [InlineData("APN1-MP:APN1_cache_write_tokens_1h_standard-Units", "Claude Opus 4.7 (Amazon Bedrock Edition)", "claude-opus-4-7", "cacheWrite1h regional", 1_000_000)]
    [InlineData("USW2-MP:USW2_cache_read_tokens_global_standard-Units", "Claude Opus 5 (Amazon Bedrock Edition)", "claude-opus-5", "cacheRead global", 1_000_000)]
    [InlineData("UGW1-MP:UGW1_InputTokenCount-Units", "Claude Sonnet 4.5 (Amazon Bedrock Edition)", "claude-sonnet-4-5-20250929", "input gov", 1_000_000)]
    [InlineData("USE1-Claude4.6Opus-input-tokens", "", "claude-opus-4-6", "input regional", 1_000)]
    [InlineData("USE1-Claude4.6Opus-input-tokens-cross-region-global", "", "claude-opus-4-6", "input global", 1_000)]
    [InlineData("USE1-Claude4.6Sonnet-cache-write-input-token-count", "", "claude-sonnet-4-6", "cacheWrite5m regional", 1_000)]
    [InlineData("USE1-Claude4Sonnet-cache-write-input-token-count-1-hour", "", "claude-sonnet-4-20250514", "cacheWrite1h regional", 1_000)]
    [InlineData("EUC1-Claude4.5Haiku-output-tokens-batch", "", "claude-haiku-4-5-20251001", "output regional batch", 1_000)]
    [InlineData("USW2-anthropic.claude-opus-4-8-mantle-input-tokens-global-standard", "", "claude-opus-4-8", "input global", 1_000)]
    [InlineData("USE1-anthropic.claude-sonnet-4-5-mantle-cache-write-tokens-1h-standard", "", "claude-sonnet-4-5-20250929", "cacheWrite1h regional", 1_000)]
    [InlineData("USE1-anthropic.claude-sonnet-5-output-tokens-priority", "", "claude-sonnet-5", "output regional priority", 1_000)]
    [InlineData("USE1-InputTokenCount-anthropic.claude-3-sonnet-20240229-v1:0", "", "claude-3-sonnet-20240229", "input regional", 1_000)]
    public void Every_family_of_names_is_understood(string usageType, string product, string model, string kind, int tokensPerUnit)
    {
        var match = UsageTypeTable.Embedded.Match(usageType, product);

        Assert.NotNull(match);
        Assert.Equal((kind, (decimal)tokensPerUnit), (match.Kind.ToString(), match.TokensPerUnit));
        Assert.Equal(model, new ModelNames(PriceBook.Embedded).Find(match.Model ?? product));
    }

    [Theory]
    [InlineData("USE1-BoxUsage:m7g.large")]
    [InlineData("USE1-Nova2.0Lite-cache-read-input-token-count")]
    [InlineData("USE1-MP:USE1_Reserved_1Month_InputTPM_Global-Units")]
    [InlineData("USE1-MP:USE1_HyperInputTokenCount-Units")]
    [InlineData("USE1-MP:USE1_InputTokenCount_Global_Turbo-Units")]
    public void What_counts_no_tokens_that_are_known_is_not_guessed(string usageType) => Assert.Null(UsageTypeTable.Embedded.Match(usageType, ""));

    [Theory]
    [InlineData("USE1-MP:USE1_CacheWriteInputTokenCount_Global-Units")]
    [InlineData("EUC1-MP:EUC1_InputTokenCount_Batch-Units")]
    [InlineData("USW2-MP:USW2_cache_write_tokens_1h_global_standard-Units")]
    [InlineData("USW2-MP:USW2_output_tokens_batch-Units")]
    public void The_table_and_the_price_book_read_the_same_type_alike(string usageType)
    {
        Assert.True(AwsUsageType.TryParse(usageType, out var book));
        var match = UsageTypeTable.Embedded.Match(usageType, "");

        Assert.Equal(ChargeLine.NameOf(book.Item), match!.Kind.Item);
        Assert.Equal(book.Batch, match.Kind.Mode == BillMode.Batch);
        Assert.Equal(book.ScopeText, match.Kind.Scope.ToString().ToLowerInvariant());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"items":{},"scopes":{},"modes":{},"usageLines":[],"claudeWords":[],"consumptionUnitUsd":"0.01","patterns":[{"name":"x","pattern":"(","tokensPerUnit":1}]}""")]
    public void A_table_that_cannot_be_used_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => UsageTypeTable.Parse(Encoding.UTF8.GetBytes(text)));
}
