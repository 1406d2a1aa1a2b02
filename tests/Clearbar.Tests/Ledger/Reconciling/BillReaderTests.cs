using System.IO.Compression;
using System.Text;
using Clearbar.Ledger.Reconciling;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger.Reconciling;

public sealed class BillReaderTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void The_legacy_report_has_other_names_for_the_same_columns()
    {
        var file = Write("legacy.csv", """
            identity/LineItemId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/UsageType,lineItem/Operation,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,lineItem/LineItemDescription,product/ProductName,pricing/unit
            x1,Usage,2026-05-20T10:00:00Z,2026-05-20T11:00:00Z,AmazonBedrock,USE1-Claude4.6Opus-input-tokens-cross-region-global,InvokeModelInference,1234.5,USD,6.1725,"$0.005 per 1K input tokens, Opus",Amazon Bedrock,1K tokens
            x2,Usage,2026-05-20T10:00:00Z,2026-05-20T11:00:00Z,AmazonBedrock,USE1-Nova2.0Lite-input-tokens,InvokeModelInference,10,USD,0.0033,Nova,Amazon Bedrock,1K tokens
            """);
        var remarks = new BillRemarks();

        var line = Assert.Single(new CostAndUsageReport([file], UsageTypeTable.Embedded, new ModelNames(PriceBook.Embedded)).Read(remarks));

        Assert.Equal(("claude-opus-4-6", new UsageKind("input", BillScope.Global), 1_234_500m, 6.1725m), (line.Model, line.Kind, line.Tokens, line.Cost!.Value.Amount));
        Assert.Equal((2L, 1L, 1L), (remarks.Read, remarks.Understood, remarks.OtherServices.Lines));
    }

    [Fact]
    public void Invocation_logs_are_read_packed_and_past_what_they_cannot_be_read_for()
    {
        const string Records = """
            {"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"2026-11-02T03:04:05Z","accountId":"123456789012","region":"us-east-1","requestId":"r-1","operation":"ConverseStream","modelId":"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5","input":{"inputContentType":"application/json","inputBodyJson":{"messages":[{"inputTokenCount":99}]},"inputTokenCount":100,"cacheReadInputTokenCount":20,"cacheWriteInputTokenCount":3},"output":{"outputBodyJson":[{"metadata":{}}],"outputTokenCount":7}}
            {"schemaType":"ModelInvocationLog","timestamp":"2026-11-02T03:04:06Z","requestId":"r-2","modelId":"amazon.nova-lite-v1:0","input":{"inputTokenCount":5},"output":{"outputTokenCount":1}}
            {"schemaType":"ModelInvocationLog","timestamp":"2026-11-02T03:04:07Z","requestId":"r-3","modelId":"global.anthropic.claude-sonnet-5","errorCode":"ThrottlingException","input":{"inputTokenCount":0}}
            {"schemaType":"ModelInvocationLog","timestamp":"2026-11-02T03:04:08Z","requestId":"r-4","modelId":"anthropic.claude-epic-9","input":{"inputTokenCount":5},"output":{"outputTokenCount":1}}
            {"schemaType":"ModelInvocationLog","timest
            """;
        var file = Path.Combine(_data.Root, "log.json.gz");
        using (var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(Records));
        }

        var remarks = new BillRemarks();
        var seen = 0L;
        var lines = new InvocationLogs([file], PriceBook.Embedded, read => seen += read).Read(remarks).ToList();

        Assert.Equal([("input", 100m), ("cacheRead", 20m), ("cacheWrite", 3m), ("output", 7m)], lines.Select(static line => (line.Kind.Item, line.Tokens!.Value)));
        Assert.All(lines, static line => Assert.Equal(("claude-sonnet-5", BillScope.Regional, "r-1"), (line.Model, line.Kind.Scope, line.RequestId)));
        Assert.Equal(1, remarks.NotUsage["ThrottlingException"].Lines);
        Assert.Equal(["anthropic.claude-epic-9", "log.json.gz"], remarks.Unmatched.Keys.Select(static key => key.Type).Order(StringComparer.Ordinal));
        Assert.Equal(1, remarks.OtherServices.Lines);
        Assert.Equal(new FileInfo(file).Length, seen);
    }

    [Fact]
    public void A_request_with_other_counts_is_named_although_the_sums_agree()
    {
        var at = new DateTimeOffset(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);
        const string Model = "global.anthropic.claude-sonnet-5";
        ProviderCall[] ledger = [new(at, Model, new TokenUsage(10, 0, 0, 0, 5), "a"), new(at, Model, new TokenUsage(20, 0, 0, 0, 5), "b")];
        ProviderCall[] log = [ledger[0] with { Usage = ledger[1].Usage }, ledger[1] with { Usage = ledger[0].Usage }];
        var file = Write("swapped.json", string.Join('\n', SyntheticBills.InvocationLog(log)));

        var result = Reconciliation.Run(
            new InvocationLogs([file], PriceBook.Embedded), LedgerOf.Calls(ledger), PriceBook.Embedded, UsageTypeTable.Embedded.ConsumptionUnit, new ReconcileOptions());

        Assert.All(result.Cells, static cell => Assert.Empty(cell.Causes));
        Assert.Equal((2L, 2L), (result.Requests!.Matched, result.Requests.Differing));
        Assert.Equal(["a", "b"], result.Requests.DifferingIds.Order(StringComparer.Ordinal));
        Assert.False(result.IsWithinTolerance);
    }

    [Fact]
    public void The_consoles_usage_export_is_read_by_day_tier_and_geography()
    {
        var file = Write("usage.csv", """
            usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed
            2026-11-16,claude-haiku-4-5-20251001,key,Default,standard,≤ 200k,1124832,0,0,7,254558,0,not_available,
            2026-11-16 02:00,claude-sonnet-5,key,Default,batch,≤ 200k,1000000,0,0,0,0,0,us,
            2026-11-16,claude-haiku-4-5-20251001,key,Default,warp,≤ 200k,5,0,0,0,5,0,not_available,
            """);
        var remarks = new BillRemarks();
        var report = new AnthropicReport([file], PriceBook.Embedded, new ModelNames(PriceBook.Embedded));

        var lines = report.Read(remarks).ToList();

        Assert.Equal(["input", "cacheRead", "output", "input us-only batch"], lines.Select(static line => line.Kind.ToString()));
        Assert.Equal((1_124_832m, 1.124832m), (lines[0].Tokens, lines[0].Cost!.Value.Amount));
        Assert.Equal(2m * 0.55m, lines[3].Cost!.Value.Amount);
        Assert.Equal("claude-haiku-4-5-20251001 warp", Assert.Single(remarks.Unmatched).Key.Type);
        Assert.Equal(new BillDimensions(true, true, true, true, false), report.Dimensions);
    }

    [Fact]
    public void A_cost_report_gives_dollars_in_cents_and_no_counts()
    {
        var file = Write("cost.json", """
            {"data":[{"starting_at":"2026-11-16T00:00:00Z","ending_at":"2026-11-17T00:00:00Z","results":[
              {"currency":"USD","amount":"123.45","workspace_id":null,"description":"x","cost_type":"tokens","context_window":"0-200k","model":"claude-sonnet-5","service_tier":"standard","token_type":"uncached_input_tokens"},
              {"currency":"USD","amount":"10","workspace_id":null,"description":"x","cost_type":"web_search","context_window":null,"model":null,"service_tier":null,"token_type":null}]}],"has_more":false,"next_page":null}
            """);
        var at = new DateTimeOffset(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);
        var call = new ProviderCall(at, "claude-sonnet-5", new TokenUsage(617_250, 0, 0, 0, 0), "a");

        var equal = Compare(file, call);
        var other = Compare(file, call with { Usage = new TokenUsage(600_000, 0, 0, 0, 0) });

        Assert.Equal(1.2345m, equal.BillCost.Amount);
        Assert.Empty(Assert.Single(equal.Cells).Causes);
        Assert.Equal(0.1m, equal.Remarks.NotUsage["web_search"].Cost.Amount);
        Assert.Equal(Cause.AmountDiffers, Assert.Single(Assert.Single(other.Cells).Causes).Cause);
    }

    [Fact]
    public void Pages_may_follow_each_other_and_kinds_may_not_be_mixed()
    {
        const string Usage = """{"starting_at":"2026-11-16T00:00:00Z","ending_at":"2026-11-17T00:00:00Z","results":[{"uncached_input_tokens":5,"output_tokens":1,"model":"claude-sonnet-5"}]}""";
        const string Cost = """{"starting_at":"2026-11-16T00:00:00Z","results":[{"amount":"1","cost_type":"tokens","token_type":"output_tokens","model":"claude-sonnet-5"}]}""";

        Assert.Equal(4, Read(Write("two.jsonl", Usage + "\n" + Usage)));
        Assert.Contains("one kind at a time", Assert.Throws<InvalidDataException>(() => Read(Write("mixed.jsonl", Usage + "\n" + Cost))).Message, StringComparison.Ordinal);

        static int Read(string file) => new AnthropicReport([file], PriceBook.Embedded, new ModelNames(PriceBook.Embedded)).Read(new BillRemarks()).Count();
    }

    private static ReconcileResult Compare(string file, ProviderCall call) => Reconciliation.Run(
        new AnthropicReport([file], PriceBook.Embedded, new ModelNames(PriceBook.Embedded)),
        LedgerOf.Calls([call], Surface.AnthropicApi),
        PriceBook.Embedded,
        UsageTypeTable.Embedded.ConsumptionUnit,
        new ReconcileOptions { Tolerance = Usd.Zero });

    private string Write(string name, string text)
    {
        var path = Path.Combine(_data.Root, name);
        File.WriteAllText(path, text);
        return path;
    }
}
