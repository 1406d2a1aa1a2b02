using System.Globalization;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reports;
using Clearbar.Tokens;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar report --estimates</c>: how far prompt estimates were from what the provider counted.</summary>
internal static class ReportVerbEstimates
{
    public static void Write(IEntrySource source, ReportQuery query, string format, TextWriter output)
    {
        var errors = EstimateErrors.Read(source, query.From, query.To);
        if (format == "json")
        {
            output.WriteLine(Json(errors));
            return;
        }

        var rows = errors.All.Select(static pair => (IReadOnlyList<string>)
        [
            pair.Key.Class, pair.Key.Model, pair.Value.Requests.ToString("N0", CultureInfo.InvariantCulture), Percent(pair.Value.Bias),
            Percent(pair.Value.MedianError), Percent(pair.Value.P90Error),
        ]).ToList();
        IReadOnlyList<string> columns = ["class", "model", "requests", "bias", "median error", "p90 error"];
        TableOutput.Write([new ReportTable("Prompt estimates against what was counted", columns, rows)], output);
    }

    // Adding zero makes a rounded minus zero a plain one.
    private static string Percent(double share) => (Math.Round(share, 3) + 0.0).ToString("P1", CultureInfo.InvariantCulture);

    private static string Json(EstimateErrors errors) => EstimateVerbJson.Write(json =>
    {
        json.WriteStartArray("estimates");
        foreach (var ((className, model), error) in errors.All)
        {
            json.WriteStartObject();
            json.WriteString("class", className);
            json.WriteString("model", model);
            json.WriteNumber("requests", error.Requests);
            json.WriteNumber("estimatedTokens", error.Estimated);
            json.WriteNumber("countedTokens", error.Counted);
            json.WriteNumber("bias", Math.Round(error.Bias, 6));
            json.WriteNumber("medianError", error.MedianError);
            json.WriteNumber("p90Error", error.P90Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
