using System.CommandLine;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Pricing.Repricing;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar reprice</c>: the ledger's history under another price table; nothing is changed.</summary>
public static class RepriceVerb
{
    private const string About = """
        What the same tokens would have cost under another price table; the ledger is not changed.

        Examples:
          clearbar reprice --prices my-prices.json
          clearbar reprice --as-of 2026-05-29 --from 2026-11-01 --format json
          clearbar reprice --model claude-opus-5

        Exit codes: 0 answered, 1 the price file is not usable, 2 wrong call, 3 no ledger there, 4 it cannot be read.
        """;

    public static Command Create()
    {
        var prices = new Option<string?>("--prices") { Description = "Price file instead of the built-in prices" };
        var asOf = new Option<string?>("--as-of") { Description = "Day whose prices hold for all entries (default: each entry's own)" };
        var model = new Option<string?>("--model") { Description = "Price every entry as if this model had served it" };
        var from = ReportVerb.InstantOption("--from", "First day or instant, UTC");
        var to = ReportVerb.InstantOption("--to", "First day or instant no longer, UTC");
        var format = PricesVerb.FormatOption();
        var input = new LedgerInput();
        var command = new Command("reprice", About) { prices, asOf, model, from, to, format };
        input.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var talk = parsed.InvocationConfiguration.Error;
            if (parsed.GetValue(prices) is null && parsed.GetValue(asOf) is null && parsed.GetValue(model) is null)
            {
                talk.WriteLine("Say under what: --prices FILE, --as-of DATE or --model ID.");
                return Task.FromResult(ExitCodes.Usage);
            }

            if (!PricesVerb.TryReadDate(parsed.GetValue(asOf), null, out var day, out var fault))
            {
                talk.WriteLine(fault.Replace("--date", "--as-of", StringComparison.Ordinal));
                return Task.FromResult(ExitCodes.Usage);
            }

            PriceBook? book = null;
            var code = PricesVerb.Answering(talk, () =>
            {
                book = parsed.GetValue(prices) is { } file ? PriceBook.Load(file) : PriceBook.Embedded;
                return ExitCodes.Ok;
            });
            if (book is null)
            {
                return Task.FromResult(code);
            }

            var options = new RepriceOptions
            {
                Prices = book, AsOf = day, Model = parsed.GetValue(model), From = parsed.GetValue(from), To = parsed.GetValue(to),
            };
            return input.UseAsync(parsed, source =>
            {
                Write(Repricer.Run(source, options), options, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
                return Task.FromResult(ExitCodes.Ok);
            });
        });
        return command;
    }

    private static void Write(IReadOnlyList<RepricedRow> rows, RepriceOptions options, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(Json(rows, options));
            return;
        }

        var under = options.Prices.Version
            + (options.AsOf is { } day ? $" as of {day:yyyy-MM-dd}" : "")
            + (options.Model is { } model ? $", all at {model}" : "");
        var cells = rows.Select(static row => (IReadOnlyList<string>)
        [
            row.Model, row.Class, row.Attempts.ToString("N0", null), row.Charged.ToString(), row.Repriced.ToString(), row.Difference.ToString(),
            row.NotPriced.ToString("N0", null),
        ]).ToList();
        var (charged, repriced) = Sums(rows);
        cells.Add(
        [
            "total", "", rows.Sum(static row => row.Attempts).ToString("N0", null), charged.ToString(), repriced.ToString(),
            (repriced - charged).ToString(), rows.Sum(static row => row.NotPriced).ToString("N0", null),
        ]);
        TableOutput.Write(
            [new ReportTable($"Under prices {under} (USD)", ["model", "class", "attempts", "charged", "repriced", "difference", "left out"], cells)], output);
        foreach (var note in rows.SelectMany(static row => row.Notes).Distinct(StringComparer.Ordinal))
        {
            output.WriteLine(note);
        }
    }

    private static (Usd Charged, Usd Repriced) Sums(IReadOnlyList<RepricedRow> rows)
    {
        var (charged, repriced) = (Usd.Zero, Usd.Zero);
        foreach (var row in rows)
        {
            charged += row.Charged;
            repriced += row.Repriced;
        }

        return (charged, repriced);
    }

    private static string Json(IReadOnlyList<RepricedRow> rows, RepriceOptions options) => EstimateVerbJson.Write(json =>
    {
        var (charged, repriced) = Sums(rows);
        json.WriteString("priceBook", options.Prices.Version);
        json.WriteString("asOf", options.AsOf?.ToString("yyyy-MM-dd", null));
        json.WriteString("model", options.Model);
        json.WriteString("chargedUsd", charged.ToString());
        json.WriteString("repricedUsd", repriced.ToString());
        json.WriteString("differenceUsd", (repriced - charged).ToString());
        json.WriteStartArray("rows");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("model", row.Model);
            json.WriteString("class", row.Class);
            json.WriteNumber("attempts", row.Attempts);
            json.WriteString("chargedUsd", row.Charged.ToString());
            json.WriteString("repricedUsd", row.Repriced.ToString());
            json.WriteString("differenceUsd", row.Difference.ToString());
            json.WriteNumber("leftOut", row.NotPriced);
            json.WriteString("leftOutChargedUsd", row.NotPricedCharged.ToString());
            json.WriteStartArray("notes");
            foreach (var note in row.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
