using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Clearbar.Pricing;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar prices</c>: what the price book says, whether a price file is sound, and how price tables differ.</summary>
public static class PricesVerb
{
    private const string About = """
        List, check, compare and import prices.

        Examples:
          clearbar prices list --model claude-sonnet-4-6
          clearbar prices list --date 2026-05-29 --surface bedrock --format json
          clearbar prices check my-prices.json
          clearbar prices diff my-prices.json
          clearbar prices diff old.json new.json
          clearbar prices import --litellm model_prices_and_context_window.json
          clearbar prices import --litellm model_prices_and_context_window.json --out my-prices.json --date 2026-12-01

        Exit codes: 0 answered, 1 the file is not a usable price file or names nothing known, 2 wrong call or unreadable file.
        """;

    public static Command Create() => Create(TimeProvider.System);

    /// <param name="time">Says what day it is when <c>--date</c> is not given.</param>
    public static Command Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new Command("prices", About)
        {
            PricesVerbList.Create(),
            CreateCheck(),
            PricesVerbDiff.Create(),
            PricesVerbImport.Create(time),
        };
    }

    internal static Option<string> FormatOption()
    {
        var format = new Option<string>("--format") { Description = "table or json", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        return format;
    }

    /// <summary>Runs <paramref name="answer"/>; a file that is no price file is bad news, one that cannot be read a wrong call.</summary>
    internal static int Answering(TextWriter talk, Func<int> answer)
    {
        try
        {
            return answer();
        }
        catch (PriceBookException exception)
        {
            foreach (var error in exception.Errors)
            {
                talk.WriteLine(error);
            }

            talk.WriteLine($"{exception.Errors.Count} error{(exception.Errors.Count == 1 ? "" : "s")}");
            return ExitCodes.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            talk.WriteLine(exception.Message);
            return ExitCodes.Usage;
        }
    }

    /// <summary>Reads <c>--date</c>; <paramref name="fallback"/> when it is not given.</summary>
    internal static bool TryReadDate(string? text, DateOnly? fallback, out DateOnly? date, [NotNullWhen(false)] out string? fault)
    {
        date = fallback;
        fault = null;
        if (text is null)
        {
            return true;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            date = day;
            return true;
        }

        fault = $"--date \"{text}\" must be a date such as 2026-05-29.";
        return false;
    }

    private static Command CreateCheck()
    {
        var file = new Argument<string>("file") { Description = "Price file to check." };
        var command = new Command("check", "Check a price file: every error, with its key.") { file };
        command.SetAction(parsed => Answering(parsed.InvocationConfiguration.Error, () =>
        {
            var book = PriceBook.Load(parsed.GetValue(file)!);
            var rows = book.File.Models.Sum(model => model.DirectRows.Count + model.BedrockRows.Count + model.FastRows.Count);
            parsed.InvocationConfiguration.Output.WriteLine($"ok: {book.File.Models.Count} models, {rows} price rows, version "
                + $"{book.Version}");
            return ExitCodes.Ok;
        }));
        return command;
    }
}
