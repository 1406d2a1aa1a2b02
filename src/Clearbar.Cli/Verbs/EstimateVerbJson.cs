using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;

namespace Clearbar.Cli.Verbs;

/// <summary>An estimate as JSON: amounts are whole decimal strings.</summary>
internal static class EstimateVerbJson
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Estimate estimate) => Write(json =>
    {
        var workload = estimate.Workload;
        json.WriteString("priceBook", estimate.PriceBook);
        json.WriteString("date", workload.Date.ToString("yyyy-MM-dd", null));
        json.WriteString("surface", SurfaceNames.Of(workload.Surface));
        json.WriteString("residency", workload.Residency.Name);
        json.WriteNumber("requestsPerMonth", workload.RequestsPerMonth);
        json.WriteStartArray("leverOrder");
        foreach (var lever in Enum.GetNames<Lever>())
        {
            json.WriteStringValue(lever.ToLowerInvariant());
        }

        json.WriteEndArray();
        json.WriteStartArray("tiers");
        foreach (var tier in estimate.Tiers)
        {
            WriteTier(json, tier);
        }

        json.WriteEndArray();
        WriteTexts(json, "assumptions", estimate.Assumptions);
    });

    /// <summary>One indented object.</summary>
    public static string Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteTier(Utf8JsonWriter json, TierEstimate tier)
    {
        json.WriteStartObject();
        json.WriteString("tier", EstimateVerbTable.NameOf(tier));
        json.WriteString("model", tier.ModelId);
        if (tier.Error is { } error)
        {
            json.WriteString("error", error.CodeText);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
            return;
        }

        json.WriteString("priceStatus", PriceTable.StatusText(tier.PriceStatus));
        json.WriteString("plainUsd", tier.Baseline.ToString());
        json.WriteStartObject("savedUsd");
        foreach (var lever in tier.Levers)
        {
            json.WriteString(lever.Lever.ToString().ToLowerInvariant(), lever.Amount.ToString());
        }

        json.WriteEndObject();
        json.WriteString("totalUsd", tier.Total.ToString());
        json.WriteStartArray("streams");
        foreach (var stream in tier.Streams)
        {
            WriteStream(json, stream);
        }

        json.WriteEndArray();
        WriteTexts(json, "notes", tier.Notes);
        json.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter json, StreamPlan stream)
    {
        json.WriteStartObject();
        json.WriteString("model", stream.ModelId);
        json.WriteNumber("requests", stream.Requests);
        json.WriteNumber("batched", stream.Batched);
        json.WriteString("cache", stream.Cache switch
        {
            CacheLifetime.None => "none",
            CacheLifetime.FiveMinutes => "5m",
            _ => "1h",
        });
        json.WriteNumber("cacheHits", stream.Hits);
        json.WriteNumber("batchCacheHits", stream.BatchHits);
        json.WriteString("usd", stream.Cost.ToString());
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
