using System.Text.Json;
using Clearbar.Cli.Verbs;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Stories;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Cli.Explaining;

/// <summary>A request's story as JSON: amounts are exact decimal strings, null where not known.</summary>
internal static class RequestJson
{
    public static string Of(RequestStory story) => EstimateVerbJson.Write(json =>
    {
        var first = story.Attempts[0];
        json.WriteString("requestId", story.RequestId);
        json.WriteString("class", first.Class);
        json.WriteString("askedModel", first.AskedModel);
        json.WriteString("keyId", first.KeyId);
        json.WriteString("tags", first.Tags);
        json.WriteStartArray("attempts");
        foreach (var entry in story.Attempts)
        {
            Write(json, entry);
        }

        json.WriteEndArray();
        json.WriteString("costUsd", story.Cost.ToString());
        json.WriteNumber("uncertainAttempts", story.Uncertain);
        json.WriteString("uncertainAtMostUsd", story.UncertainCeiling?.ToString());
        Write(json, story);
    });

    private static void Write(Utf8JsonWriter json, RequestStory story)
    {
        var fall = story.Waterfall;
        json.WriteStartObject("baseline");
        json.WriteString("model", fall.Model);
        json.WriteBoolean("isAskedModel", story.BaselineIsAsked);
        json.WriteBoolean("isCompared", fall.Compared > 0);
        json.WriteString("baselineUsd", fall.Baseline.ToString());
        json.WriteString("savedUsd", fall.Saved.ToString());
        json.WriteString("cacheUsd", fall.Cache.ToString());
        json.WriteString("tierUsd", fall.Tier.ToString());
        json.WriteString("localUsd", fall.Local.ToString());
        json.WriteString("unacceptedUsd", fall.Unaccepted.ToString());
        json.WriteString("notComparedUsd", fall.NotCompared.ToString());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StoredEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("attempt", entry.Attempt);
        json.WriteString("at", entry.At);
        json.WriteString("rung", entry.Rung);
        json.WriteString("model", entry.Model);
        json.WriteString("deployment", entry.Deployment);
        json.WriteString("surface", entry.Surface is { } surface ? SurfaceNames.Of(surface) : null);
        json.WriteString("outcome", entry.Outcome.ToString());
        json.WriteString("ended", RequestText.Ended(entry.Outcome));
        json.WriteString("reason", entry.Reason);
        json.WriteNumber("status", entry.Status);
        json.WriteString("servedModel", entry.ServedModel);
        json.WriteString("upstreamRequestId", entry.UpstreamRequestId);
        Write(json, "usage", entry.Usage);
        json.WriteBoolean("usageIsFinal", entry.UsageIsFinal);
        Write(json, "avoided", entry.Avoided);
        json.WriteString("costUsd", entry.Cost?.ToString());
        json.WriteString("ceilingUsd", entry.Ceiling?.ToString());
        json.WriteString("priceStatus", entry.PriceStatus.ToString());
        json.WriteString("priceBook", entry.PriceBook);
        json.WriteStartArray("lines");
        foreach (var line in entry.Lines)
        {
            json.WriteStartObject();
            json.WriteString("item", line.Item);
            json.WriteNumber("quantity", line.Quantity);
            json.WriteString("rate", new Usd(line.Rate).ToString());
            json.WriteString("multiplier", new Usd(line.Multiplier).ToString());
            json.WriteString("usd", line.Amount.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("firstByteMs", Math.Round(entry.FirstByteMs, 3));
        json.WriteNumber("totalMs", Math.Round(entry.TotalMs, 3));
        json.WriteNumber("gatewayMs", Math.Round(entry.GatewayMs, 3));
        json.WriteString("edits", entry.Edits);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, TokenUsage? usage)
    {
        if (usage is not { } tokens)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("input", tokens.Input);
        json.WriteNumber("cacheRead", tokens.CacheRead);
        json.WriteNumber("cacheWrite5m", tokens.CacheWrite5m);
        json.WriteNumber("cacheWrite1h", tokens.CacheWrite1h);
        json.WriteNumber("output", tokens.Output);
        json.WriteEndObject();
    }
}
