using System.CommandLine;
using Clearbar.Pricing;
using Clearbar.Pricing.Cases;
using Clearbar.Pricing.Import;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>
/// <c>clearbar prices import</c>: how a public price map differs from the price book, and a price file that takes it over.
/// </summary>
internal static class PricesVerbImport
{
    public static Command Create(TimeProvider time)
    {
        var litellm = new Option<string>("--litellm") { Description = "LiteLLM's model_prices_and_context_window.json.", Required = true };
        var prices = new Option<string?>("--prices")
        {
            Description = "Price file to compare with and start from (default: the built-in one).",
        };
        var date = new Option<string?>("--date")
        {
            Description = "UTC day to compare on, and first day of what --out takes over (default: today).",
        };
        var to = new Option<string?>("--out")
        {
            Description = "Write a price file with the map's list prices; without it nothing is written.",
        };
        var format = PricesVerb.FormatOption();
        var command = new Command("import", "Compare a LiteLLM price map with the price book; write nothing unless --out.")
        {
            litellm, prices, date, to, format,
        };
        command.SetAction(parsed => PricesVerb.Answering(parsed.InvocationConfiguration.Error, () =>
        {
            var talk = parsed.InvocationConfiguration.Error;
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            if (!PricesVerb.TryReadDate(parsed.GetValue(date), today, out var day, out var fault))
            {
                talk.WriteLine(fault);
                return ExitCodes.Usage;
            }

            var path = parsed.GetValue(litellm)!;
            var map = LiteLlmFile.Read(File.ReadAllBytes(path));
            var file = parsed.GetValue(prices) is { } name ? File.ReadAllBytes(name) : null;
            var book = file is null ? PriceBook.Embedded : new PriceBook(PriceFileReader.Read(file));
            var report = new LiteLlmComparison(book, day!.Value).Compare(map);
            Write(book, report, day.Value, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(to) is { } target)
            {
                var bytes = new PriceFileImport(file, day.Value).Apply(map, Path.GetFileName(path), out var rows);
                File.WriteAllBytes(target, bytes);
                talk.WriteLine($"wrote {target}: {rows.Count} rows taken over from {day:yyyy-MM-dd} on; review with: clearbar prices "
                    + $"diff {target}");
            }

            return ExitCodes.Ok;
        }));
        return command;
    }

    private static void Write(PriceBook book, LiteLlmReport report, DateOnly day, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(Json(book, report, day));
            return;
        }

        output.WriteLine($"LiteLLM price map against price book {book.Version} on {day:yyyy-MM-dd}, dollars per million tokens");
        if (report.Differences.Count > 0)
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("key", "item");
            table.AddColumn(new TableColumn("map").RightAligned());
            table.AddColumn(new TableColumn("book").RightAligned());
            table.AddColumn("remark");
            foreach (var difference in report.Differences)
            {
                table.AddRow(
                    Markup.Escape(difference.Key),
                    difference.Item,
                    Amount(difference.Theirs),
                    Amount(difference.Ours),
                    Markup.Escape(difference.Note ?? ""));
            }

            EstimateVerbConsole.Of(output).Write(table);
        }

        var differing = report.Differences.Select(difference => difference.Key).Distinct(StringComparer.Ordinal).Count();
        output.WriteLine($"{report.Same.Count} entries agree, {differing} differ, {report.NotInBook.Count} are not priced by the book, "
            + $"{report.Others} are of other models or sellers");
        foreach (var (key, reason) in report.NotInBook)
        {
            output.WriteLine($"  not in the book: {key}: {reason}");
        }

        foreach (var model in report.NotInMap)
        {
            output.WriteLine($"  not in the map: {model}");
        }

        foreach (var error in report.Errors)
        {
            output.WriteLine($"  unreadable: {error}");
        }
    }

    private static string Json(PriceBook book, LiteLlmReport report, DateOnly day) => EstimateVerbJson.Write(json =>
    {
        json.WriteString("priceBook", book.Version);
        json.WriteString("date", day.ToString("yyyy-MM-dd", null));
        json.WriteStartArray("differences");
        foreach (var difference in report.Differences)
        {
            json.WriteStartObject();
            json.WriteString("key", difference.Key);
            json.WriteString("model", difference.ModelId);
            json.WriteString("item", difference.Item);
            json.WriteString("map", difference.Theirs is { } theirs ? CaseWriter.Text(theirs) : null);
            json.WriteString("book", difference.Ours is { } ours ? CaseWriter.Text(ours) : null);
            json.WriteString("remark", difference.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "same", report.Same);
        json.WriteStartArray("notInBook");
        foreach (var (key, reason) in report.NotInBook)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "notInMap", report.NotInMap);
        json.WriteNumber("others", report.Others);
        WriteTexts(json, "unreadable", report.Errors);
    });

    private static void WriteTexts(System.Text.Json.Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string Amount(decimal? value) => value is { } amount ? CaseWriter.Text(amount) : "-";
}
