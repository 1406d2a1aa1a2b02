using System.Text.Json;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>A reconciliation as one JSON object: amounts are exact decimal strings, names append only.</summary>
public static class ReconcileJson
{
    public static void Write(Utf8JsonWriter json, ReconcileResult result)
    {
        json.WriteStartObject();
        json.WriteString("bill", result.Bill);
        json.WriteString("from", result.From?.UtcDateTime.ToString("O"));
        json.WriteString("to", result.To?.UtcDateTime.ToString("O"));
        json.WriteBoolean("withinTolerance", result.IsWithinTolerance);
        Money(json, "toleranceUsd", result.Tolerance);
        Money(json, "unexplainedUsd", result.Unexplained);
        Money(json, "billUsd", result.BillCost);
        Money(json, "ledgerUsd", result.LedgerCost);
        json.WriteBoolean("billUsdIsFromPriceBook", !result.Dimensions.Costs);
        json.WriteNumber("billRows", result.Remarks.Read);
        json.WriteNumber("billRowsUnderstood", result.Remarks.Understood);
        json.WriteNumber("ledgerEntries", result.LedgerEntries);
        WriteCauses(json, result);
        WriteCells(json, result);
        WriteUncertain(json, result);
        WriteBuckets(json, "unmatched", result.Remarks.Unmatched.Select(static pair => (pair.Key.Type, (string?)pair.Key.Reason, pair.Value)));
        WriteBuckets(json, "notUsage", result.Remarks.NotUsage.Select(static pair => (pair.Key, (string?)null, pair.Value)));
        WriteBuckets(json, "ledgerElsewhere", result.Elsewhere.Select(static pair => (pair.Key, (string?)null, pair.Value)));
        WriteBuckets(json, "otherServices", [("(all)", null, result.Remarks.OtherServices)]);
        WriteRequests(json, result.Requests);
        json.WriteEndObject();
    }

    private static void WriteCauses(Utf8JsonWriter json, ReconcileResult result)
    {
        json.WriteStartArray("causes");
        foreach (var cause in CauseTotal.Of(result))
        {
            json.WriteStartObject();
            json.WriteString("cause", JsonNamingPolicy.CamelCase.ConvertName(cause.Cause.ToString()));
            json.WriteBoolean("expected", cause.IsExpected);
            json.WriteNumber("cells", cause.Cells);
            json.WriteNumber("tokens", cause.Tokens);
            Money(json, "usd", cause.Cost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCells(Utf8JsonWriter json, ReconcileResult result)
    {
        json.WriteStartArray("cells");
        foreach (var (key, cell, causes) in result.Cells)
        {
            json.WriteStartObject();
            json.WriteString("day", key.Day.ToString("yyyy-MM-dd", null));
            json.WriteString("model", key.Model);
            json.WriteString("usageType", key.Kind.ToString());
            Number(json, "billTokens", cell.BillTokens);
            json.WriteNumber("ledgerTokens", cell.LedgerTokens);
            Money(json, "billUsd", cell.BillCost);
            Money(json, "ledgerUsd", cell.LedgerCost);
            json.WriteNumber("billRows", cell.BillLines);
            json.WriteNumber("ledgerEntries", cell.LedgerEntries);
            json.WriteStartArray("causes");
            foreach (var cause in causes)
            {
                json.WriteStartObject();
                json.WriteString("cause", JsonNamingPolicy.CamelCase.ConvertName(cause.Cause.ToString()));
                json.WriteNumber("tokens", cause.Tokens);
                Money(json, "usd", cause.Cost);
                if (cause.Note is { } note)
                {
                    json.WriteString("note", note);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUncertain(Utf8JsonWriter json, ReconcileResult result)
    {
        json.WriteStartArray("uncertain");
        foreach (var ((day, model), figures) in result.Uncertain.OrderBy(static pair => pair.Key))
        {
            json.WriteStartObject();
            json.WriteString("day", day.ToString("yyyy-MM-dd", null));
            json.WriteString("model", model);
            json.WriteNumber("entries", figures.Entries);
            Money(json, "ceilingUsd", figures.Ceiling);
            json.WriteNumber("withoutCeiling", figures.WithoutCeiling);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBuckets(Utf8JsonWriter json, string name, IEnumerable<(string Type, string? Reason, BillBucket Bucket)> buckets)
    {
        json.WriteStartArray(name);
        foreach (var (type, reason, bucket) in buckets)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            if (reason is not null)
            {
                json.WriteString("reason", reason);
            }

            json.WriteNumber("rows", bucket.Lines);
            json.WriteNumber("quantity", bucket.Quantity);
            Money(json, "usd", bucket.Cost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRequests(Utf8JsonWriter json, RequestFigures? requests)
    {
        if (requests is null)
        {
            return;
        }

        json.WriteStartObject("requests");
        json.WriteNumber("matched", requests.Matched);
        json.WriteNumber("differing", requests.Differing);
        json.WriteNumber("missingInBill", requests.MissingInBill);
        json.WriteNumber("missingInLedger", requests.MissingInLedger);
        Ids(json, "differingIds", requests.DifferingIds);
        Ids(json, "missingInBillIds", requests.MissingInBillIds);
        Ids(json, "missingInLedgerIds", requests.MissingInLedgerIds);
        json.WriteEndObject();
    }

    private static void Ids(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    private static void Money(Utf8JsonWriter json, string name, Usd? amount) => json.WriteString(name, amount?.ToString());

    private static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
