using System.Globalization;
using System.Text.Json;

namespace Clearbar.Pricing.Cases;

/// <summary>Typed reads of a case's members; a wrong one ends the case with a sentence that names the key.</summary>
internal static class CaseJson
{
    public static bool Has(JsonElement parent, string key) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    public static JsonElement Object(JsonElement parent, string key) =>
        Has(parent, key) && parent.GetProperty(key) is { ValueKind: JsonValueKind.Object } value
            ? value
            : throw new CaseException($"{key} must be an object");

    public static List<JsonElement> Array(JsonElement parent, string key) =>
        Has(parent, key) && parent.GetProperty(key) is { ValueKind: JsonValueKind.Array } value
            ? [.. value.EnumerateArray()]
            : throw new CaseException($"{key} must be an array");

    public static string Text(JsonElement parent, string key) => TextOrNull(parent, key) ?? throw new CaseException($"{key} is missing");

    public static string? TextOrNull(JsonElement parent, string key)
    {
        if (!Has(parent, key))
        {
            return null;
        }

        var value = parent.GetProperty(key);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new CaseException($"{key} must be a text");
    }

    /// <summary>A whole number; 0 when absent.</summary>
    public static long Count(JsonElement parent, string key)
    {
        if (!Has(parent, key))
        {
            return 0;
        }

        return AsCount(parent.GetProperty(key), key);
    }

    public static long AsCount(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count)
            ? count
            : throw new CaseException($"{key} must be a whole number");

    /// <summary>A decimal, as a decimal string or as a JSON number, read digit by digit and never through binary floating point.</summary>
    public static decimal? AmountOrNull(JsonElement parent, string key)
    {
        if (!Has(parent, key))
        {
            return null;
        }

        var value = parent.GetProperty(key);
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        return decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw new CaseException($"{key} must be a decimal such as \"12.5\"");
    }

    public static decimal Amount(JsonElement parent, string key) =>
        AmountOrNull(parent, key) ?? throw new CaseException($"{key} is missing");

    public static DateOnly Date(JsonElement parent, string key) =>
        DateOnly.TryParseExact(Text(parent, key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new CaseException($"{key} must be a date such as \"2026-05-29\"");
}
