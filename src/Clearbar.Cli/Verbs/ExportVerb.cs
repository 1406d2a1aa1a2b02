using System.CommandLine;
using System.Globalization;
using Clearbar.Ledger.Exports;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar export</c>: the ledger's entries with their charge lines, as CSV or JSON lines; no prompts, as the ledger has none.</summary>
public static class ExportVerb
{
    private const string About = """
        Write the ledger's entries with their charge lines; columns are in docs/reconcile.md.

        Examples:
          clearbar export --format jsonl --from 2026-11-01 --out november.jsonl
          clearbar export --format csv | head

        Exit codes: 0 written, 3 no ledger there, 4 it cannot be read.
        """;

    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "csv or jsonl", DefaultValueFactory = static _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        var from = ReportVerb.InstantOption("--from", "First day or instant, UTC");
        var to = ReportVerb.InstantOption("--to", "First day or instant no longer, UTC");
        var file = new Option<string?>("--out") { Description = "File to write (default: stdout)" };
        var input = new LedgerInput();
        var command = new Command("export", About) { format, from, to, file };
        input.AddTo(command);
        command.SetAction((parsed, cancellation) => input.UseAsync(parsed, async source =>
        {
            var isCsv = parsed.GetValue(format) == "csv";
            var path = parsed.GetValue(file);
            var output = parsed.InvocationConfiguration.Output;
            long count;
            if (path is not null)
            {
                await using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 128 * 1024);
                count = Write(source, parsed.GetValue(from), parsed.GetValue(to), isCsv, stream, cancellation);
            }
            else
            {
                await using Stream stream = ReferenceEquals(output, Console.Out)
                    ? new BufferedStream(Console.OpenStandardOutput(), 128 * 1024)
                    : new WriterStream(output);
                count = Write(source, parsed.GetValue(from), parsed.GetValue(to), isCsv, stream, cancellation);
            }

            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{count} entries written{(path is null ? "" : $" to {Path.GetFullPath(path)}")}."));
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static long Write(
        IEntrySource source, DateTimeOffset? from, DateTimeOffset? to, bool isCsv, Stream output, CancellationToken cancellation)
    {
        var count = 0L;
        using IEntryWriter writer = isCsv ? new CsvEntryWriter(output) : new JsonlEntryWriter(output);
        foreach (var entry in source.Read(from, to))
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(entry);
            count++;
        }

        return count;
    }
}
