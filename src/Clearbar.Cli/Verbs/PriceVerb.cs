using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Pricing.Cases;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar price</c>: the exact charge of one usage, or of a file of worked cases.</summary>
public static class PriceVerb
{
    /// <summary>Everything asked was answered. A case that a rule refuses is an answer.</summary>
    public const int ExitOk = 0;

    /// <summary>The usage has no price, or a line of the case file could not be understood.</summary>
    public const int ExitNotPriced = 1;

    /// <summary>The command was called wrongly, or a file cannot be read.</summary>
    public const int ExitUsage = 2;

    private const string About = """
        The exact charge of one usage, line by line, or of a file of worked cases.

        Examples:
          clearbar price --model claude-sonnet-4-6 --date 2026-05-29 --input 12345 --output 678
          clearbar price --model us.anthropic.claude-haiku-4-5-20251001-v1:0 --input 200 --cache-read 5000 --output 300
          clearbar price --model claude-opus-4-7 --batch --geo us --input 1000000 --output 100000 --format json
          clearbar price --cases cases.jsonl --format json

        Exit codes: 0 answered, 1 not priced (the reason is printed), 2 wrong call or unreadable file.
        """;

    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => Create(TimeProvider.System);

    /// <param name="time">Says what day it is when <c>--date</c> is not given.</param>
    public static Command Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var cases = new Option<string?>("--cases") { Description = "File of cases, one JSON object per line; - reads standard input." };
        var prices = new Option<string?>("--prices") { Description = "Price file to use in place of the built-in one." };
        var format = new Option<string>("--format")
        {
            Description = "Cases are always answered as JSON lines.",
            DefaultValueFactory = _ => "table",
        };
        format.AcceptOnlyFromAmong("table", "json");
        var usage = new PriceOptions();
        var command = new Command("price", About) { cases, prices, format };
        usage.AddTo(command);
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                var book = parsed.GetValue(prices) is { } path ? PriceBook.Load(path) : PriceBook.Embedded;
                if (parsed.GetValue(cases) is { } file)
                {
                    return AnswerCases(book, file, output);
                }

                var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
                if (!usage.TryRead(parsed, book, today, out var priced, out var fault))
                {
                    error.WriteLine(fault);
                    return ExitUsage;
                }

                return PriceOne(book, priced!, parsed.GetValue(format) == "json", output, error);
            }
            catch (Exception exception) when (exception is PriceBookException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(exception.Message);
                return ExitUsage;
            }
        });
        return command;
    }

    private static int AnswerCases(PriceBook book, string file, TextWriter output)
    {
        if (file == "-")
        {
            return AnswerCases(book, Console.In, output);
        }

        using var reader = new StreamReader(file, Encoding.UTF8);
        return AnswerCases(book, reader, output);
    }

    private static int AnswerCases(PriceBook book, TextReader reader, TextWriter output)
    {
        var runner = new CaseRunner(book);
        var exit = ExitOk;
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var answer = runner.Answer(line);
            output.WriteLine(answer.Json);
            exit = answer.IsAnswered ? exit : ExitNotPriced;
        }

        return exit;
    }

    private static int PriceOne(PriceBook book, PricedUsage usage, bool json, TextWriter output, TextWriter error)
    {
        var result = book.Charge(usage);
        if (json)
        {
            output.WriteLine(ToJson(book, usage, result));
        }
        else if (result.IsPriced)
        {
            PriceTable.Write(usage, result.Charge, output);
        }
        else
        {
            error.WriteLine($"{result.Error.CodeText}: {result.Error.Message}");
        }

        return result.IsPriced ? ExitOk : ExitNotPriced;
    }

    private static string ToJson(PriceBook book, PricedUsage usage, PriceResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_json))
        {
            json.WriteStartObject();
            json.WriteString("surface", SurfaceNames.Of(usage.Rate.Surface));
            json.WriteString("model", usage.Rate.Model);
            json.WriteString("date", usage.Rate.Date.ToString("yyyy-MM-dd", null));
            json.WriteString("priceBook", book.Version);
            if (result.IsPriced)
            {
                json.WriteString("status", PriceTable.StatusText(result.Charge.Status));
                CaseWriter.WriteCost(json, result.Charge.Sum);
                CaseWriter.WriteLines(json, result.Charge);
            }
            else
            {
                CaseWriter.WriteError(json, result.Error);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
