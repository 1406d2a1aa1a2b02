using System.Globalization;
using System.Text.Json;

namespace Clearbar.Pricing.Import;

/// <summary>The Claude entries of a LiteLLM price map (<c>model_prices_and_context_window.json</c>).</summary>
/// <remarks>
/// <code>
/// map   = { key: entry, … }                     key = model id, with or without "provider/" before it
/// entry = { "litellm_provider": text, cost: number, …, ["provider_specific_entry": { ["us": factor], ["fast": factor] }], *other }
/// cost  = "input_cost_per_token" [above] | "output_cost_per_token" [above] | "cache_read_input_token_cost" [above]
///       | "cache_creation_input_token_cost" [above] | "cache_creation_input_token_cost_above_1hr" [above]
///       | "input_cost_per_token_batches" | "output_cost_per_token_batches"
/// above = "_above_" thousands "k_tokens"
/// </code>
/// Costs are US dollars per single token, written as JSON numbers with an exponent (<c>3e-06</c>). Their text is read as a decimal; binary
/// floating point would make 3.0000000000000001 of it. Source: the public BerriAI/litellm repository, copy of 2026-08-01.
/// </remarks>
/// <param name="Entries">Entries of Claude models at Anthropic and on Bedrock, in the map's order.</param>
/// <param name="Others">How many entries are of other models or other sellers.</param>
/// <param name="Errors">Entries that cannot be read, each with its key.</param>
public sealed record LiteLlmFile(IReadOnlyList<LiteLlmEntry> Entries, int Others, IReadOnlyList<string> Errors)
{
    private const decimal PerMillion = 1_000_000m;

    private const string AbovePrefix = "input_cost_per_token_above_";

    private const string AboveSuffix = "k_tokens";

    private const string FactorsKey = "provider_specific_entry";

    /// <summary>Reads a map.</summary>
    /// <exception cref="PriceBookException">The text is not a JSON object.</exception>
    public static LiteLlmFile Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : throw new PriceBookException("the price map must be a JSON object of models");
        }
        catch (JsonException exception)
        {
            throw new PriceBookException($"the price map is not JSON: {exception.Message}", exception);
        }
    }

    private static LiteLlmFile Read(JsonElement map)
    {
        var entries = new List<LiteLlmEntry>();
        var errors = new List<string>();
        var others = 0;
        foreach (var member in map.EnumerateObject())
        {
            var provider = ProviderOf(member.Value);
            var isClaude = member.Name.Contains("claude", StringComparison.Ordinal);
            if (!isClaude || provider is not ("anthropic" or "bedrock" or "bedrock_converse"))
            {
                others++;
            }
            else
            {
                entries.Add(ReadEntry(member.Name, provider, member.Value, errors));
            }
        }

        return new LiteLlmFile(entries, others, errors);
    }

    private static string? ProviderOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("litellm_provider", out var provider)
        && provider.ValueKind == JsonValueKind.String
            ? provider.GetString()
            : null;

    private static LiteLlmEntry ReadEntry(string key, string provider, JsonElement entry, List<string> errors)
    {
        var thousands = HighestThreshold(entry);
        var plain = ReadRates(key, entry, "", errors);
        return new LiteLlmEntry(key, provider)
        {
            Base = plain,
            Upper = thousands == 0 ? null : ReadUpper(key, entry, thousands, plain, errors),
            PromptTokensOver = thousands * 1000,
            BatchInput = Cost(key, entry, "input_cost_per_token_batches", errors),
            BatchOutput = Cost(key, entry, "output_cost_per_token_batches", errors),
            UsFactor = Factor(key, entry, "us", errors),
            FastFactor = Factor(key, entry, "fast", errors),
        };
    }

    // A category that the upper tier leaves out keeps its base price: that is how the map's own calculator reads it.
    private static LiteLlmRates ReadUpper(string key, JsonElement entry, long thousands, LiteLlmRates plain, List<string> errors)
    {
        var upper = ReadRates(key, entry, string.Create(CultureInfo.InvariantCulture, $"_above_{thousands}{AboveSuffix}"), errors);
        return new LiteLlmRates(
            upper.Input ?? plain.Input,
            upper.CacheWrite5m ?? plain.CacheWrite5m,
            upper.CacheWrite1h ?? plain.CacheWrite1h,
            upper.CacheRead ?? plain.CacheRead,
            upper.Output ?? plain.Output);
    }

    private static LiteLlmRates ReadRates(string key, JsonElement entry, string suffix, List<string> errors) => new(
        Cost(key, entry, $"input_cost_per_token{suffix}", errors),
        Cost(key, entry, $"cache_creation_input_token_cost{suffix}", errors),
        Cost(key, entry, $"cache_creation_input_token_cost_above_1hr{suffix}", errors),
        Cost(key, entry, $"cache_read_input_token_cost{suffix}", errors),
        Cost(key, entry, $"output_cost_per_token{suffix}", errors));

    private static long HighestThreshold(JsonElement entry)
    {
        var highest = 0L;
        foreach (var member in entry.EnumerateObject())
        {
            var name = member.Name;
            if (name.StartsWith(AbovePrefix, StringComparison.Ordinal)
                && name.EndsWith(AboveSuffix, StringComparison.Ordinal)
                && long.TryParse(
                    name.AsSpan(AbovePrefix.Length, Math.Max(0, name.Length - AbovePrefix.Length - AboveSuffix.Length)),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var thousands))
            {
                highest = Math.Max(highest, thousands);
            }
        }

        return highest;
    }

    private static decimal? Factor(string key, JsonElement entry, string name, List<string> errors)
    {
        if (!entry.TryGetProperty(FactorsKey, out var factors)
            || factors.ValueKind != JsonValueKind.Object
            || !factors.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (TryDecimal(value, out var factor) && factor is > 0 and <= 100)
        {
            return factor;
        }

        errors.Add($"{key}.{FactorsKey}.{name}: must be a factor above 0");
        return null;
    }

    private static bool TryDecimal(JsonElement value, out decimal number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number
            && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private static decimal? Cost(string key, JsonElement entry, string name, List<string> errors)
    {
        if (!entry.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (TryDecimal(value, out var perToken) && perToken is >= 0 and < 1)
        {
            return perToken * PerMillion;
        }

        errors.Add($"{key}.{name}: must be a number of dollars per token, 0 or more and below 1");
        return null;
    }
}
