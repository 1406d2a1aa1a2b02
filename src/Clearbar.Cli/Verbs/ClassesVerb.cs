using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Clearbar.Classes;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar classes</c>: the classes of the traffic, what they cost, and their names. Data goes to stdout, everything else to stderr.</summary>
public static class ClassesVerb
{
    private const string ListExamples = """

        Examples:
          clearbar classes
          clearbar classes --since 7d
          clearbar classes --since 2026-11-01 --format json
        """;

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Data directory of the gateway",
        DefaultValueFactory = static _ => ".clearbar",
        Recursive = true,
    };

    public static Command Create()
    {
        var (since, format) = (SinceOption(), FormatOption());
        var command = new Command("classes", """
            The classes of your traffic: volume, spend, tiers, candidates for a cheaper one; rename and merge them.

            Examples:
              clearbar classes --since 7d
              clearbar classes rename fp-b1e9a9cf40f4d278 orders
              clearbar classes merge fp-0d6c2f5b9a1e8374 orders
            """)
        {
            Data, since, format, List(), Rename(), Merge(),
        };
        command.SetAction((parsed, _) => ListAsync(parsed, parsed.GetValue(since), parsed.GetValue(format) == "json"));
        return command;
    }

    private static Command List()
    {
        var (since, format) = (SinceOption(), FormatOption());
        var command = new Command("list", "Every class with its volume, spend and tiers, dearest first; as without a word after classes.\n" + ListExamples)
        {
            since, format,
        };
        command.SetAction((parsed, _) => ListAsync(parsed, parsed.GetValue(since), parsed.GetValue(format) == "json"));
        return command;
    }

    private static Command Rename()
    {
        var old = new Argument<string>("old") { Description = "The class as it is called now" };
        var next = new Argument<string>("new") { Description = "Its new name: 1 to 64 letters, digits, '.', '_' or '-'" };
        var command = new Command("rename", """
            Give a class another name. A running gateway takes it within two seconds; reports show the history under the new name.

            Example:
              clearbar classes rename fp-b1e9a9cf40f4d278 orders
            """)
        {
            old, next,
        };
        command.SetAction(parsed => Change(parsed, parsed.GetValue(old)!, parsed.GetValue(next)!, mayExist: false));
        return command;
    }

    private static Command Merge()
    {
        var from = new Argument<string>("a") { Description = "The class that ends" };
        var into = new Argument<string>("b") { Description = "The class it becomes part of" };
        var command = new Command("merge", """
            Count one class as part of another from now on, its history too.

            Example:
              clearbar classes merge fp-0d6c2f5b9a1e8374 orders
            """)
        {
            from, into,
        };
        command.SetAction(parsed => Change(parsed, parsed.GetValue(from)!, parsed.GetValue(into)!, mayExist: true));
        return command;
    }

    private static int Change(ParseResult parsed, string old, string next, bool mayExist)
    {
        var (data, talk) = (parsed.GetValue(Data)!, parsed.InvocationConfiguration.Error);
        try
        {
            if (!Directory.Exists(data))
            {
                throw new ClassFileException($"there is no data directory {Path.GetFullPath(data)}: name the gateway's with --data");
            }

            var file = new ClassNamesFile(data);
            var known = new ClassBookFile(data).Read().Classes;
            file.Change(names =>
            {
                if (!mayExist && (known.Any(seen => names.Of(seen.Name) == next) || names.Renamed.Values.Contains(next, StringComparer.Ordinal)))
                {
                    throw new ClassFileException($"'{next}' is a class already; to make '{old}' part of it: clearbar classes merge {old} {next}");
                }

                if (!known.Any(seen => seen.Name == old || names.Of(seen.Name) == old))
                {
                    talk.WriteLine($"No class '{old}' has been seen here yet; the name waits for it.");
                }

                return names.With(old, next);
            });
            talk.WriteLine(mayExist ? $"{old} is part of {next}." : $"{old} is called {next}.");
            return ExitCodes.Ok;
        }
        catch (ClassFileException exception)
        {
            talk.WriteLine($"clearbar classes: {exception.Message}");
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> ListAsync(ParseResult parsed, DateTimeOffset? since, bool asJson)
    {
        var (data, talk) = (parsed.GetValue(Data)!, parsed.InvocationConfiguration.Error);
        var layout = new LedgerLayout(data);
        if (!File.Exists(layout.StorePath) && !Directory.Exists(layout.JournalDirectory))
        {
            await talk.WriteLineAsync($"There is no ledger in {Path.GetFullPath(data)}: name the gateway's data directory with --data.");
            return ReportVerb.NoLedger;
        }

        try
        {
            await ReportVerb.CatchUpAsync(data, talk);
            var names = new ClassNamesFile(data).Read();
            using var store = LedgerStores.OfNote(layout).OpenReader();
            var lines = ClassLine.Join(
                ClassFigures.Read(store, new ReportQuery { From = since }, names.Of), new ClassBookFile(data).Read(), names);
            var output = parsed.InvocationConfiguration.Output;
            if (asJson)
            {
                ClassesOutput.WriteJson(lines, output);
            }
            else
            {
                ClassesOutput.WriteText(lines, output);
            }

            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is DbException or LedgerSchemaException or IOException or LedgerUnavailableException or ClassFileException)
        {
            await talk.WriteLineAsync($"The ledger or the classes in {Path.GetFullPath(data)} cannot be read: {e.Message}");
            return ReportVerb.Unreadable;
        }
    }

    private static Option<DateTimeOffset?> SinceOption() => new("--since")
    {
        Description = "First day or instant counted, UTC (2026-11-01), or how long ago (7d, 12h)",
        CustomParser = static argument =>
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            var text = argument.Tokens[0].Value;
            if (text is [.., 'd' or 'h'] && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is > 0 and < 100_000)
            {
                return TimeProvider.System.GetUtcNow() - (text[^1] == 'd' ? TimeSpan.FromDays(count) : TimeSpan.FromHours(count));
            }

            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var instant))
            {
                return instant;
            }

            argument.AddError($"'{text}' is neither a day (2026-11-01), an instant (2026-11-01T12:00Z) nor how long ago (7d, 12h).");
            return null;
        },
    };

    private static Option<string> FormatOption()
    {
        var format = new Option<string>("--format") { Description = "table or json", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        return format;
    }
}
