using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Pricing.Cases;

/// <summary>The kinds of case that are made of requests and their token counts.</summary>
internal sealed class RequestCases(PriceBook book)
{
    // { request }
    public void WriteRequest(Utf8JsonWriter json, JsonElement question)
    {
        var charge = Charge(CaseRequest.Read(CaseJson.Object(question, "request")));
        CaseWriter.WriteCost(json, charge.Sum);
        CaseWriter.WriteLines(json, charge);
    }

    // { requests[] }: each exact, the sum rounded once
    public void WriteSum(Utf8JsonWriter json, JsonElement question)
    {
        var charges = ChargeAll(CaseJson.Array(question, "requests"), discount: null);
        CaseWriter.WriteCost(json, Total(charges));
        json.WriteStartArray("perRequestUsd");
        foreach (var charge in charges)
        {
            json.WriteStringValue(CaseWriter.AmountText(charge.Sum));
        }

        json.WriteEndArray();
    }

    // { left[], right[] }
    public void WriteCompare(Utf8JsonWriter json, JsonElement question)
    {
        var left = Total(ChargeAll(CaseJson.Array(question, "left"), discount: null));
        var right = Total(ChargeAll(CaseJson.Array(question, "right"), discount: null));
        var difference = left - right;
        json.WriteString("leftUsd", CaseWriter.AmountText(left));
        json.WriteString("rightUsd", CaseWriter.AmountText(right));
        json.WriteString("leftMinusRightUsd", CaseWriter.AmountText(difference));
        json.WriteString("cheaper", difference.Ninths switch
        {
            < 0 => "left",
            > 0 => "right",
            _ => "equal",
        });
    }

    // { surface, model, date, items[]{customId, result: "succeeded"|"errored"|"canceled"|"expired", usage} }: only what succeeded is billed
    public void WriteBatchResults(Utf8JsonWriter json, JsonElement question)
    {
        var model = CaseJson.Text(question, "model");
        var sum = default(ExactSum);
        var billed = 0;
        foreach (var item in CaseJson.Array(question, "items"))
        {
            if (CaseJson.Text(item, "result") == "succeeded")
            {
                var usage = CaseRequest.ReadWithout(question, CaseRequest.Tokens(CaseJson.Object(item, "usage")), model);
                sum += Charge(usage with { Rate = usage.Rate with { Batch = true } }).Sum;
                billed++;
            }
        }

        CaseWriter.WriteCost(json, sum);
        json.WriteNumber("billedItems", billed);
    }

    // { hours[][], discountPercent? }: requests per metering hour
    public void WriteCcuHours(Utf8JsonWriter json, JsonElement question)
    {
        var discount = CaseJson.AmountOrNull(question, "discountPercent");
        var meter = new CcuMeter(book.File.Rules.Ccu);
        var exact = new List<decimal>();
        var metered = new List<decimal>();
        foreach (var hour in CaseJson.Array(question, "hours"))
        {
            if (hour.ValueKind != JsonValueKind.Array)
            {
                throw new CaseException("hours must be an array of arrays of requests");
            }

            var sum = Total(ChargeAll([.. hour.EnumerateArray()], discount));
            exact.Add(meter.InUnits(sum));
            metered.Add(meter.AddHour(sum));
        }

        CaseWriter.WriteCost(json, meter.Total);
        json.WriteStartArray("ccuExactPerHour");
        exact.ForEach(units => json.WriteStringValue(UnitsText(units)));
        json.WriteEndArray();
        json.WriteString("ccuExactTotal", UnitsText(meter.InUnits(meter.Total)));
        json.WriteStartArray("ccuMeteredPerHour");
        metered.ForEach(json.WriteNumberValue);
        json.WriteEndArray();
        json.WriteString("ccuCarried", UnitsText(meter.Carried));
    }

    // { surface, model, date, format: "anthropic-usage"|"anthropic-sse"|"bedrock-converse", payload }
    public void WriteRaw(Utf8JsonWriter json, JsonElement question)
    {
        if (!CaseJson.Has(question, "payload"))
        {
            throw new CaseException("payload is missing");
        }

        var payload = question.GetProperty("payload");
        var reported = CaseJson.Text(question, "format") switch
        {
            "anthropic-usage" => UsagePayloads.ReadAnthropic(payload),
            "anthropic-sse" => UsagePayloads.ReadAnthropicEvents(payload),
            "bedrock-converse" => UsagePayloads.ReadConverse(payload),
            var other => throw new CaseException($"format \"{other}\" must be anthropic-usage, anthropic-sse or bedrock-converse"),
        };
        var stated = CaseRequest.ReadWithout(question, reported.Tokens, CaseJson.Text(question, "model"));
        var charge = Charge(stated with
        {
            // What the response says stands over what the request asked for.
            Rate = stated.Rate with
            {
                InferenceGeo = reported.InferenceGeo ?? stated.Rate.InferenceGeo,
                ServedSpeed = reported.ServedSpeed ?? stated.Rate.ServedSpeed,
                ServiceTier = reported.ServiceTier ?? stated.Rate.ServiceTier,
            },
            IsFinal = reported.IsFinal,
            WebSearches = stated.WebSearches + reported.WebSearches,
            WebFetches = stated.WebFetches + reported.WebFetches,
        });
        CaseWriter.WriteCost(json, charge.Sum);
        CaseWriter.WriteLines(json, charge);
        CaseWriter.WriteUsage(json, reported.Tokens);
    }

    // { surface, date, records[]{messageId, model, usage} }: one count per message id, the last record stands
    public void WriteLog(Utf8JsonWriter json, JsonElement question)
    {
        var last = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var record in CaseJson.Array(question, "records"))
        {
            last[CaseJson.Text(record, "messageId")] = record;
        }

        var sum = default(ExactSum);
        foreach (var record in last.Values)
        {
            var tokens = CaseRequest.Tokens(CaseJson.Object(record, "usage"));
            sum += Charge(CaseRequest.ReadWithout(question, tokens, CaseJson.Text(record, "model"))).Sum;
        }

        CaseWriter.WriteCost(json, sum);
        json.WriteNumber("countedMessages", last.Count);
    }

    private static string UnitsText(decimal units) => CaseWriter.Text(decimal.Round(units, 10, MidpointRounding.AwayFromZero));

    private static ExactSum Total(List<Charge> charges)
    {
        var sum = default(ExactSum);
        foreach (var charge in charges)
        {
            sum += charge.Sum;
        }

        return sum;
    }

    private List<Charge> ChargeAll(List<JsonElement> requests, decimal? discount) => requests.ConvertAll(request =>
    {
        var usage = CaseRequest.Read(request);
        return Charge(discount is { } percent && usage.DiscountPercent == 0 ? usage with { DiscountPercent = percent } : usage);
    });

    private Charge Charge(PricedUsage usage)
    {
        var result = book.Charge(usage);
        return result.IsPriced ? result.Charge : throw new CaseException(result.Error);
    }
}
