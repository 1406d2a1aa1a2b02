using System.Text.Json;

namespace Clearbar.Pricing.Cases;

/// <summary>The kinds of case that only Bedrock has: reserved and provisioned capacity, and lines of an AWS bill.</summary>
internal sealed class BedrockCases(PriceBook book)
{
    // { request{model, modelUnits, hours, hourlyRateUsd} }: the model need not be in the book, the rate is the contract's
    public static void WriteProvisioned(Utf8JsonWriter json, JsonElement question)
    {
        var request = CaseJson.Object(question, "request");
        if (!CaseJson.Has(request, "hourlyRateUsd"))
        {
            throw new CaseException(new PriceError(
                PriceErrorCode.PriceUnknownForDate,
                "AWS publishes no hourly rate of provisioned Claude models; state hourlyRateUsd of your contract."));
        }

        var units = CaseJson.Amount(request, "modelUnits");
        var hours = CaseJson.Amount(request, "hours");
        var rate = CaseJson.Amount(request, "hourlyRateUsd");
        if (units < 0 || hours < 0 || rate < 0)
        {
            throw new CaseException(new PriceError(PriceErrorCode.InvalidUsage, "modelUnits, hours and hourlyRateUsd must not be negative"));
        }

        CaseWriter.WriteCost(json, ExactSum.Of(PriceBook.ChargeProvisioned(units, hours, rate)));
        json.WriteString("tokenChargeUsd", "0");
    }

    // { request{model, date, term: "1-month"|"3-month", inputTpm, outputTpm, hours, inputRatePer1kTpmHour?, outputRatePer1kTpmHour?} }
    public void WriteReserved(Utf8JsonWriter json, JsonElement question)
    {
        var request = CaseJson.Object(question, "request");
        var reserved = new ReservedCapacity(
            CaseJson.Text(request, "model"),
            CaseJson.Date(request, "date"),
            CaseJson.Text(request, "term"),
            CaseJson.Amount(request, "inputTpm"),
            CaseJson.Amount(request, "outputTpm"),
            CaseJson.Amount(request, "hours"))
        {
            InputRate = CaseJson.AmountOrNull(request, "inputRatePer1kTpmHour"),
            OutputRate = CaseJson.AmountOrNull(request, "outputRatePer1kTpmHour"),
        };
        if (!book.TryChargeReserved(reserved, out var charge, out var error))
        {
            throw new CaseException(error);
        }

        CaseWriter.WriteCost(json, ExactSum.Of(charge.Amount));
        json.WriteStartObject("ratePer1kTpmHour");
        json.WriteString("input", CaseWriter.Text(charge.InputRate));
        json.WriteString("output", CaseWriter.Text(charge.OutputRate));
        json.WriteEndObject();
    }

    // { request{serviceName, usageType, quantity (millions of tokens), date} }
    public void WriteAwsLine(Utf8JsonWriter json, JsonElement question)
    {
        var request = CaseJson.Object(question, "request");
        if (!book.TryChargeAwsLine(
            CaseJson.Text(request, "serviceName"),
            CaseJson.Text(request, "usageType"),
            CaseJson.Amount(request, "quantity"),
            CaseJson.Date(request, "date"),
            out var charge,
            out var error))
        {
            throw new CaseException(error);
        }

        json.WriteString("model", charge.ModelId);
        json.WriteString("category", ChargeLine.NameOf(charge.UsageType.Item));
        json.WriteString("scope", charge.UsageType.ScopeText);
        json.WriteString("mode", charge.UsageType.Batch ? "batch" : "standard");
        json.WriteString("ratePerMTok", CaseWriter.Text(charge.RatePerMillion));
        CaseWriter.WriteCost(json, ExactSum.Of(charge.Amount));
    }
}
