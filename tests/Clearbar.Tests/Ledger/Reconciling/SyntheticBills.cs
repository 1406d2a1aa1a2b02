using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger.Reconciling;

/// <summary>
/// Bills as a provider would write them for calls it served: made up, in the layouts the readers' sources describe. The amounts are those of the
/// price book; nothing of the code under test is used but that.
/// </summary>
public static class SyntheticBills
{
    public const string CurHeader =
        "bill_billing_entity,line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_product_code,"
        + "line_item_usage_type,line_item_operation,line_item_currency_code,line_item_usage_amount,line_item_unblended_cost,"
        + "line_item_line_item_description,pricing_unit,product";

    private static readonly (string Camel, string Snake, Func<TokenUsage, long> Count, ChargeItem Item)[] s_items =
    [
        ("InputTokenCount", "input_tokens", static usage => usage.Input, ChargeItem.Input),
        ("CacheReadInputTokenCount", "cache_read_tokens", static usage => usage.CacheRead, ChargeItem.CacheRead),
        ("CacheWriteInputTokenCount", "cache_write_tokens", static usage => usage.CacheWrite5m, ChargeItem.CacheWrite5m),
        ("CacheWrite1hInputTokenCount", "cache_write_tokens_1h", static usage => usage.CacheWrite1h, ChargeItem.CacheWrite1h),
        ("OutputTokenCount", "output_tokens", static usage => usage.Output, ChargeItem.Output),
    ];

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Lines of a CUR 2.0 export without the header: one per hour, model and usage type, quantities in millions of tokens.</summary>
    public static IReadOnlyList<string> Cur(IEnumerable<ProviderCall> calls)
    {
        var hours = new SortedDictionary<(DateTimeOffset Hour, string Model, int Item), long>();
        foreach (var call in calls)
        {
            var hour = new DateTimeOffset(call.At.UtcDateTime.Date.AddHours(call.At.UtcDateTime.Hour), TimeSpan.Zero);
            for (var item = 0; item < s_items.Length; item++)
            {
                var count = s_items[item].Count(call.Usage);
                if (count > 0)
                {
                    hours[(hour, call.Model, item)] = hours.GetValueOrDefault((hour, call.Model, item)) + count;
                }
            }
        }

        return [.. hours.Select(static pair => CurLine(pair.Key.Hour, pair.Key.Model, pair.Key.Item, pair.Value))];
    }

    /// <summary>Records of Bedrock's model invocation log, one line each.</summary>
    public static IReadOnlyList<string> InvocationLog(IEnumerable<ProviderCall> calls) => [.. calls.Select(static call =>
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["schemaType"] = "ModelInvocationLog",
            ["schemaVersion"] = "1.0",
            ["timestamp"] = call.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["accountId"] = "123456789012",
            ["identity"] = new { arn = "arn:aws:sts::123456789012:assumed-role/gateway/made-up" },
            ["region"] = "us-east-1",
            ["requestId"] = call.RequestId,
            ["operation"] = "Converse",
            ["modelId"] = call.Model,
            ["input"] = new Dictionary<string, object>
            {
                ["inputContentType"] = "application/json",
                ["inputBodyJson"] = new { messages = Array.Empty<object>() },
                ["inputTokenCount"] = call.Usage.Input,
                ["cacheReadInputTokenCount"] = call.Usage.CacheRead,
                ["cacheWriteInputTokenCount"] = call.Usage.CacheWrite5m + call.Usage.CacheWrite1h,
            },
            ["output"] = new Dictionary<string, object> { ["outputContentType"] = "application/json", ["outputTokenCount"] = call.Usage.Output },
        }))];

    /// <summary>One page of Anthropic's messages usage report, by day and model.</summary>
    public static string AnthropicUsage(IEnumerable<ProviderCall> calls)
    {
        var buckets = calls.GroupBy(static call => call.At.UtcDateTime.Date).OrderBy(static day => day.Key).Select(static day => new
        {
            starting_at = new DateTimeOffset(day.Key, TimeSpan.Zero),
            ending_at = new DateTimeOffset(day.Key.AddDays(1), TimeSpan.Zero),
            results = day.GroupBy(static call => call.Model, StringComparer.Ordinal).Select(static model => new
            {
                uncached_input_tokens = model.Sum(static call => call.Usage.Input),
                cache_creation = new
                {
                    ephemeral_5m_input_tokens = model.Sum(static call => call.Usage.CacheWrite5m),
                    ephemeral_1h_input_tokens = model.Sum(static call => call.Usage.CacheWrite1h),
                },
                cache_read_input_tokens = model.Sum(static call => call.Usage.CacheRead),
                output_tokens = model.Sum(static call => call.Usage.Output),
                server_tool_use = new { web_search_requests = 0 },
                api_key_id = (string?)null,
                workspace_id = (string?)null,
                model = model.Key,
                service_tier = "standard",
                context_window = "0-200k",
            }),
        });
        return JsonSerializer.Serialize(new { data = buckets, has_more = false, next_page = (string?)null }, s_indented);
    }

    /// <summary>The amount a line of a bill has for tokens, as AWS prints it: ten digits.</summary>
    public static decimal Price(string model, DateTimeOffset at, ChargeItem item, long tokens) => Math.Round(tokens * Rate(model, at, item) / 1_000_000m, 10);

    private static string CurLine(DateTimeOffset hour, string model, int item, long tokens)
    {
        Assert.True(PriceBook.Embedded.Ids.TryResolve(model, out var resolution));
        var priced = PriceBook.Embedded.File.Models.Single(candidate => candidate.Id == resolution!.ModelId);
        var isGlobal = resolution!.Scope == Scope.Global;
        var what = priced.Generation >= 4.7m
            ? s_items[item].Snake + (isGlobal ? "_global" : "") + "_standard"
            : s_items[item].Camel + (isGlobal ? "_Global" : "");
        var cost = Price(model, hour, s_items[item].Item, tokens);
        return CurLine("Usage", hour, $"USE1-MP:USE1_{what}-Units", tokens / 1_000_000m, cost, $"{priced.Name} (Amazon Bedrock Edition)", "Units");
    }

    /// <summary>Any line of a CUR 2.0 export.</summary>
    public static string CurLine(string lineType, DateTimeOffset hour, string usageType, decimal amount, decimal cost, string product, string unit)
    {
        var line = new StringBuilder("AWS Marketplace,").Append(lineType).Append(',');
        line.Append(Instant(hour)).Append(',').Append(Instant(hour.AddHours(1))).Append(",made-up,").Append(usageType).Append(",InvokeModelInference,USD,");
        line.Append(Plain(amount)).Append(',').Append(Plain(cost)).Append(",\"AWS Marketplace software usage, us-east-1\",").Append(unit);
        return line.Append(",\"{\"\"product_name\"\":\"\"").Append(product).Append("\"\",\"\"region\"\":\"\"us-east-1\"\"}\"").ToString();
    }

    private static decimal Rate(string model, DateTimeOffset at, ChargeItem item)
    {
        Assert.True(PriceBook.Embedded.Ids.TryResolve(model, out var resolution));
        var query = new RateQuery(resolution!.Surface ?? Surface.AnthropicApi, model, DateOnly.FromDateTime(at.UtcDateTime));
        Assert.True(PriceBook.Embedded.TryFindRate(query, out var card, out var error), error?.Message);
        return card.PerMillion(item)!.Value;
    }

    private static string Plain(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
