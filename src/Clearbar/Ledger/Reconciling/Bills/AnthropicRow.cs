using System.Globalization;
using System.Text.Json;
using Clearbar.Ledger.Reconciling.Csv;

namespace Clearbar.Ledger.Reconciling.Bills;

// page    = { "data":[ bucket ], "has_more", "next_page" }          bucket = { "starting_at", "ending_at", "results":[ usage | cost ] }
// usage   = { "uncached_input_tokens", "cache_creation":{ "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens" },
//             "cache_read_input_tokens", "output_tokens", "model", "service_tier", "context_window", "inference_geo"?, "speed"? … }
// cost    = { "currency", "amount" (cents, decimal string), "cost_type", "token_type", "model", "service_tier", "context_window" … }
// CSV     = usage_date_utc, model_version, usage_type, context_window, usage_input_tokens_no_cache, usage_input_tokens_cache_write_5m,
//           usage_input_tokens_cache_write_1h, usage_input_tokens_cache_read, usage_output_tokens, inference_geo?, speed?
//         | usage_date_utc, model, usage_type, context_window, token_type, cost_usd, cost_type, inference_geo?, speed?
// Source: Anthropic Admin API reference, "Get messages usage report" and "Get cost report"; exports of the Claude Console, 2026.

/// <summary>One result of an Anthropic usage or cost report, from JSON or CSV.</summary>
internal sealed record AnthropicRow
{
    public required DateTimeOffset Start { get; init; }

    public DateTimeOffset? End { get; init; }

    public string? Model { get; init; }

    /// <summary>standard, batch, priority …; null when the report was not grouped by it.</summary>
    public string? ServiceTier { get; init; }

    public string? ContextWindow { get; init; }

    public string? Geo { get; init; }

    public string? Speed { get; init; }

    /// <summary>A cost row: what the amount is for. Null for a usage row.</summary>
    public string? CostType { get; init; }

    public string? TokenType { get; init; }

    /// <summary>Dollars of a cost row.</summary>
    public decimal Usd { get; init; }

    public string? Currency { get; init; }

    public long Input { get; init; }

    public long CacheRead { get; init; }

    public long CacheWrite5m { get; init; }

    public long CacheWrite1h { get; init; }

    public long Output { get; init; }

    public bool IsCost => CostType is not null;

    public static IEnumerable<AnthropicRow> OfJson(JsonElement value)
    {
        if (value.TryGetProperty("data", out var data))
        {
            return data.EnumerateArray().SelectMany(OfJson);
        }

        if (!value.TryGetProperty("results", out var results))
        {
            throw new InvalidDataException("This JSON is neither a page ('data') nor a bucket ('results') of an Anthropic usage or cost report.");
        }

        var start = value.GetProperty("starting_at").GetDateTimeOffset();
        DateTimeOffset? end = value.TryGetProperty("ending_at", out var ending) ? ending.GetDateTimeOffset() : null;
        return results.EnumerateArray().Select(result => OfResult(result, start, end));
    }

    public static AnthropicRow OfCsv(CsvReader row, AnthropicColumns columns)
    {
        if (!DateTimeOffset.TryParse(
            row[columns.Date], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start))
        {
            throw new InvalidDataException($"Row {row.RowNumber}: usage_date_utc '{row[columns.Date]}' is not a day such as 2026-11-20.");
        }

        return new AnthropicRow
        {
            Start = start,
            Model = TextOf(row[columns.Model]),
            ServiceTier = TextOf(row[columns.Tier]),
            ContextWindow = TextOf(row[columns.Context]),
            Geo = TextOf(row[columns.Geo]),
            Speed = TextOf(row[columns.Speed]),
            CostType = columns.Cost < 0 ? null : TextOf(row[columns.CostType]) ?? "tokens",
            TokenType = TextOf(row[columns.TokenType]),
            Usd = columns.Cost < 0 ? 0 : Number(row, columns.Cost),
            Currency = "USD",
            Input = (long)Number(row, columns.Input),
            CacheRead = (long)Number(row, columns.CacheRead),
            CacheWrite5m = (long)Number(row, columns.CacheWrite5m),
            CacheWrite1h = (long)Number(row, columns.CacheWrite1h),
            Output = (long)Number(row, columns.Output),
        };
    }

    private static AnthropicRow OfResult(JsonElement result, DateTimeOffset start, DateTimeOffset? end)
    {
        var isCost = result.TryGetProperty("amount", out _);
        return new AnthropicRow
        {
            Start = start,
            End = end,
            Model = Text(result, "model"),
            ServiceTier = Text(result, "service_tier"),
            ContextWindow = Text(result, "context_window"),
            Geo = Text(result, "inference_geo"),
            Speed = Text(result, "speed"),
            CostType = isCost ? Text(result, "cost_type") ?? "(no cost_type: group the report by description)" : null,
            TokenType = Text(result, "token_type"),
            // The amount is in cents, with a fraction: "123.45" is $1.2345.
            Usd = isCost ? decimal.Parse(Text(result, "amount") ?? "0", NumberStyles.Float, CultureInfo.InvariantCulture) / 100 : 0,
            Currency = Text(result, "currency"),
            Input = Count(result, "uncached_input_tokens"),
            CacheRead = Count(result, "cache_read_input_tokens"),
            CacheWrite5m = result.TryGetProperty("cache_creation", out var writes) ? Count(writes, "ephemeral_5m_input_tokens") : 0,
            CacheWrite1h = result.TryGetProperty("cache_creation", out writes) ? Count(writes, "ephemeral_1h_input_tokens") : 0,
            Output = Count(result, "output_tokens"),
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Count(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    private static string? TextOf(ReadOnlySpan<char> text) => text.IsEmpty ? null : text.ToString();

    private static decimal Number(CsvReader row, int column)
    {
        var text = row[column];
        if (text.IsEmpty)
        {
            return 0;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"Row {row.RowNumber}: '{text}' is not a number.");
    }
}
