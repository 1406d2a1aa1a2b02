using System.Globalization;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Pricing.Cases;

/// <summary>Writes answers to cases: amounts as decimal strings, so that no reader needs binary floating point.</summary>
public static class CaseWriter
{
    // Finite amounts are written whole. Repeating ones are cut where a reader can still compare: sums at 10 places, lines at 12.
    private const int SumPlaces = 10;
    private const int LinePlaces = 12;

    /// <summary>Writes <c>costUsd</c>, <c>costMicroUsd</c> and <c>exact</c>.</summary>
    public static void WriteCost(Utf8JsonWriter json, ExactSum sum)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("costUsd", AmountText(sum));
        json.WriteNumber("costMicroUsd", sum.Total.MicroUsd);
        json.WriteBoolean("exact", sum.IsFinite);
    }

    /// <summary>Writes <c>lines</c>, and <c>flags</c> when there are any.</summary>
    public static void WriteLines(Utf8JsonWriter json, Charge charge)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(charge);
        json.WriteStartArray("lines");
        foreach (var line in charge.Lines)
        {
            json.WriteStartObject();
            json.WriteString("item", line.Name);
            json.WriteNumber("quantity", line.Quantity);
            json.WriteString("unit", line.Unit);
            json.WriteString(RateName(line), Text(line.Rate));
            if (line.IsTokens)
            {
                json.WriteString("multiplier", Text(line.Multiplier));
            }

            json.WriteString("usd", LineText(line));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (charge.Flags.Count > 0)
        {
            json.WriteStartArray("flags");
            foreach (var flag in charge.Flags)
            {
                json.WriteStringValue(flag);
            }

            json.WriteEndArray();
        }
    }

    public static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject("usage");
        json.WriteNumber("inputTokens", usage.Input);
        json.WriteNumber("cacheWrite5mTokens", usage.CacheWrite5m);
        json.WriteNumber("cacheWrite1hTokens", usage.CacheWrite1h);
        json.WriteNumber("cacheReadTokens", usage.CacheRead);
        json.WriteNumber("outputTokens", usage.Output);
        json.WriteEndObject();
    }

    public static void WriteError(Utf8JsonWriter json, PriceError error)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(error);
        json.WriteString("error", error.CodeText);
        json.WriteString("message", error.Message);
    }

    /// <summary>A sum as text: whole when it is finite, otherwise rounded to ten places.</summary>
    public static string AmountText(ExactSum sum) =>
        Text(sum.IsFinite ? sum.Total.Amount : decimal.Round(sum.Total.Amount, SumPlaces, MidpointRounding.AwayFromZero));

    /// <summary>A line's amount as text: whole when it is finite, otherwise rounded to twelve places.</summary>
    public static string LineText(ChargeLine line) =>
        Text(line.Item < ChargeItem.CodeExecution
            ? line.Amount.Amount
            : decimal.Round(line.Amount.Amount, LinePlaces, MidpointRounding.AwayFromZero));

    /// <summary>A decimal without trailing zeros.</summary>
    public static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string RateName(ChargeLine line) => line.Item switch
    {
        ChargeItem.WebSearch => "rateEach",
        ChargeItem.CodeExecution or ChargeItem.SessionRuntime => "ratePerHour",
        _ => "ratePerMTok",
    };
}
