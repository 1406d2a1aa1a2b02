using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// Writes a report as one JSON object. Amounts come twice: <c>…Usd</c> as an exact decimal string and <c>…MicroUsd</c> rounded to whole
/// micro-dollars, half away from zero.
/// <code>
/// report    = { from to groupBy total rows rungs gatewayMs waterfalls }
/// total, *rows = { name requests attempts accepted emulated tokens costUsd costMicroUsd estimatedCostUsd … abandoned open unpriced }
/// tokens    = { input cacheRead cacheWrite5m cacheWrite1h output }
/// abandoned, open, unpriced = { attempts ceilingUsd ceilingMicroUsd withoutCeiling }
/// waterfalls = [ *{ model baselineUsd cacheUsd tierUsd unacceptedUsd localUsd notComparedUsd actualUsd savedUsd compared notCompared } ]
/// </code>
/// </summary>
public static class ReportJson
{
    public static void Write(Utf8JsonWriter json, LedgerReport report)
    {
        json.WriteStartObject();
        WriteInstant(json, "from", report.Query.From);
        WriteInstant(json, "to", report.Query.To);
        json.WriteString("groupBy"u8, JsonNamingPolicy.CamelCase.ConvertName(report.Query.GroupBy.ToString()));
        json.WritePropertyName("total"u8);
        WriteRow(json, report.Total);
        json.WriteStartArray("rows"u8);
        foreach (var row in report.Rows)
        {
            WriteRow(json, row);
        }

        json.WriteEndArray();
        WriteRungs(json, report.Rungs);
        json.WriteStartObject("gatewayMs"u8);
        json.WriteNumber("count"u8, report.GatewayTime.Count);
        json.WriteNumber("p50"u8, report.GatewayTime.P50);
        json.WriteNumber("p99"u8, report.GatewayTime.P99);
        json.WriteEndObject();
        json.WriteStartArray("waterfalls"u8);
        foreach (var waterfall in report.Waterfalls)
        {
            WriteWaterfall(json, waterfall);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } value)
        {
            json.WriteString(name, value.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteRow(Utf8JsonWriter json, ReportRow row)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, row.Name);
        json.WriteNumber("requests"u8, row.Requests);
        json.WriteNumber("attempts"u8, row.Attempts);
        json.WriteNumber("accepted"u8, row.Accepted);
        json.WriteNumber("emulated"u8, row.Emulated);
        WriteTokens(json, row.Usage);
        WriteMoney(json, "cost", row.Cost);
        WriteMoney(json, "estimatedCost", row.EstimatedCost);
        json.WriteNumber("escalated"u8, row.Escalated);
        WriteMoney(json, "escalatedCost", row.EscalatedCost);
        json.WriteNumber("lost"u8, row.Lost);
        WriteMoney(json, "lostCost", row.LostCost);
        json.WriteNumber("aside"u8, row.Aside);
        WriteMoney(json, "asideCost", row.AsideCost);
        WriteUncertain(json, "abandoned", row.Abandoned);
        WriteUncertain(json, "open", row.Open);
        WriteUncertain(json, "unpriced", row.Unpriced);
        json.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("tokens"u8);
        json.WriteNumber("input"u8, usage.Input);
        json.WriteNumber("cacheRead"u8, usage.CacheRead);
        json.WriteNumber("cacheWrite5m"u8, usage.CacheWrite5m);
        json.WriteNumber("cacheWrite1h"u8, usage.CacheWrite1h);
        json.WriteNumber("output"u8, usage.Output);
        json.WriteEndObject();
    }

    private static void WriteUncertain(Utf8JsonWriter json, string name, UncertainAmount amount)
    {
        json.WriteStartObject(name);
        json.WriteNumber("attempts"u8, amount.Attempts);
        WriteMoney(json, "ceiling", amount.Ceiling);
        json.WriteNumber("withoutCeiling"u8, amount.WithoutCeiling);
        json.WriteEndObject();
    }

    private static void WriteRungs(Utf8JsonWriter json, IReadOnlyList<RungShare> rungs)
    {
        json.WriteStartArray("rungs"u8);
        foreach (var rung in rungs)
        {
            json.WriteStartObject();
            json.WriteString("rung"u8, rung.Rung);
            json.WriteNumber("accepted"u8, rung.Accepted);
            json.WriteNumber("share"u8, rung.Share);
            json.WriteNumber("escalated"u8, rung.Escalated);
            WriteMoney(json, "cost", rung.Cost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWaterfall(Utf8JsonWriter json, SavingsWaterfall waterfall)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, waterfall.Model);
        WriteMoney(json, "baseline", waterfall.Baseline);
        WriteMoney(json, "cache", waterfall.Cache);
        WriteMoney(json, "tier", waterfall.Tier);
        WriteMoney(json, "unaccepted", waterfall.Unaccepted);
        WriteMoney(json, "local", waterfall.Local);
        WriteMoney(json, "notCompared", waterfall.NotCompared);
        WriteMoney(json, "actual", waterfall.Actual);
        WriteMoney(json, "saved", waterfall.Saved);
        json.WriteNumber("compared"u8, waterfall.Compared);
        json.WriteNumber("notComparedAttempts"u8, waterfall.NotComparedAttempts);
        json.WriteEndObject();
    }

    private static void WriteMoney(Utf8JsonWriter json, string name, Usd amount)
    {
        json.WriteString(name + "Usd", amount.ToString());
        json.WriteNumber(name + "MicroUsd", amount.MicroUsd);
    }
}
