using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Pricing.Cases;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar prices list</c>: the rows of the price book.</summary>
internal static class PricesVerbList
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "Only this model: an id, alias, Bedrock id or ARN." };
        var date = new Option<string?>("--date") { Description = "Only rows valid on this UTC day, YYYY-MM-DD (default: all rows)." };
        var surface = new Option<string?>("--surface") { Description = "Only this surface: anthropic-api or bedrock." };
        surface.AcceptOnlyFromAmong("anthropic-api", "bedrock");
        var prices = new Option<string?>("--prices") { Description = "Price file to use in place of the built-in one." };
        var format = PricesVerb.FormatOption();
        var command = new Command("list", "List price rows, in dollars per million tokens.") { model, date, surface, prices, format };
        command.SetAction(parsed => PricesVerb.Answering(parsed.InvocationConfiguration.Error, () =>
        {
            var talk = parsed.InvocationConfiguration.Error;
            var book = parsed.GetValue(prices) is { } path ? PriceBook.Load(path) : PriceBook.Embedded;
            if (!PricesVerb.TryReadDate(parsed.GetValue(date), null, out var day, out var fault))
            {
                talk.WriteLine(fault);
                return ExitCodes.Usage;
            }

            string? id = null;
            if (parsed.GetValue(model) is { } named)
            {
                if (!book.Ids.TryResolve(named, out var resolution))
                {
                    talk.WriteLine($"\"{named}\" is not in price book {book.Version}; use an exact id, alias or ARN.");
                    return ExitCodes.Failed;
                }

                id = resolution!.ModelId;
            }

            var rows = RowsOf(book, id, day, parsed.GetValue(surface));
            Write(book, rows, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static List<(string Model, string Surface, PriceRow Row)> RowsOf(PriceBook book, string? id, DateOnly? day, string? surface)
    {
        var rows = new List<(string, string, PriceRow)>();
        foreach (var model in book.File.Models)
        {
            if (id is not null && model.Id != id)
            {
                continue;
            }

            foreach (var (name, list) in (ReadOnlySpan<(string, IReadOnlyList<PriceRow>)>)
                [("anthropic-api", model.DirectRows), ("bedrock", model.BedrockRows)])
            {
                if (surface is null || surface == name)
                {
                    rows.AddRange(list.Where(row => day is null || row.Covers(day.Value)).Select(row => (model.Id, name, row)));
                }
            }
        }

        return rows;
    }

    private static void Write(PriceBook book, List<(string Model, string Surface, PriceRow Row)> rows, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(Json(book, rows));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("model", "surface", "from", "to");
        foreach (var name in (ReadOnlySpan<string>)["input", "output", "write 5m", "write 1h", "read", "batch in", "batch out"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        table.AddColumns("status", "source");
        foreach (var (model, surface, row) in rows)
        {
            table.AddRow([.. Cells(model, surface, row, row.Rates, row.BatchInput, row.BatchOutput).Select(Markup.Escape)]);
            foreach (var tier in row.Tiers)
            {
                var over = string.Create(CultureInfo.InvariantCulture, $"  prompt > {tier.PromptTokensOver:N0}");
                table.AddRow([.. Cells(over, surface, row, tier.Rates, null, null).Select(Markup.Escape)]);
            }
        }

        EstimateVerbConsole.Of(output).Write(table);
        var rules = book.File.Rules;
        output.WriteLine($"Dollars per million tokens; price book {book.Version}. Bedrock rows are global: × {Amount(rules.Regional)} "
            + $"elsewhere from generation 4.5 on, × {Amount(rules.Gov)} in GovCloud.");
        output.WriteLine($"US-only inference on the direct API: × {Amount(rules.InferenceGeoUs)} from generation 4.6 on. A batch takes × "
            + $"{Amount(rules.Batch)} on upper prompt tiers too.");
    }

    private static List<string> Cells(string model, string surface, PriceRow row, TokenRates rates, decimal? batchIn, decimal? batchOut) =>
    [
        model,
        surface,
        row.EffectiveFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        row.EffectiveTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "open",
        Amount(rates.Input),
        Amount(rates.Output),
        Amount(rates.CacheWrite5m),
        Amount(rates.CacheWrite1h),
        Amount(rates.CacheRead),
        Amount(batchIn),
        Amount(batchOut),
        row.Status,
        string.Join(", ", row.Sources),
    ];

    private static string Json(PriceBook book, List<(string Model, string Surface, PriceRow Row)> rows) => EstimateVerbJson.Write(json =>
    {
        json.WriteString("priceBook", book.Version);
        json.WriteStartArray("rows");
        foreach (var (model, surface, row) in rows)
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteString("surface", surface);
            json.WriteString("effectiveFrom", row.EffectiveFrom.ToString("yyyy-MM-dd", null));
            json.WriteString("effectiveTo", row.EffectiveTo?.ToString("yyyy-MM-dd", null));
            WriteRates(json, row.Rates);
            json.WriteString("batchInput", AmountOrNull(row.BatchInput));
            json.WriteString("batchOutput", AmountOrNull(row.BatchOutput));
            json.WriteStartArray("promptTiers");
            foreach (var tier in row.Tiers)
            {
                json.WriteStartObject();
                json.WriteNumber("promptTokensOver", tier.PromptTokensOver);
                WriteRates(json, tier.Rates);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("status", row.Status);
            json.WriteString("note", row.Note);
            json.WriteStartArray("source");
            foreach (var source in row.Sources)
            {
                json.WriteStringValue(source);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteRates(Utf8JsonWriter json, TokenRates rates)
    {
        json.WriteString("input", CaseWriter.Text(rates.Input));
        json.WriteString("output", CaseWriter.Text(rates.Output));
        json.WriteString("cacheWrite5m", AmountOrNull(rates.CacheWrite5m));
        json.WriteString("cacheWrite1h", AmountOrNull(rates.CacheWrite1h));
        json.WriteString("cacheRead", AmountOrNull(rates.CacheRead));
    }

    private static string? AmountOrNull(decimal? value) => value is { } amount ? CaseWriter.Text(amount) : null;

    private static string Amount(decimal? value) => AmountOrNull(value) ?? "-";
}
