using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reconciling;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar reconcile</c>: a provider's bill against the ledger, every difference explained.</summary>
public static class ReconcileVerb
{
    private const string About = """
        Compare a provider's bill with the ledger: per model, day (UTC) and usage type, every difference explained.

        Examples:
          clearbar reconcile --cur cur-2026-11.csv.gz
          clearbar reconcile --invocation-logs ./AWSLogs/123456789012/BedrockModelInvocationLogs --from 2026-11-01 --to 2026-12-01
          clearbar reconcile --anthropic-usage usage.json --format json
          clearbar reconcile --ledger samples/reconcile/ledger.jsonl --cur samples/reconcile/cur2.csv

        Exit codes: 0 within tolerance, 1 not, 2 wrong call, 3 no ledger there, 4 ledger or bill cannot be read.
        """;

    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => Create(static () => PriceBook.Embedded);

    /// <param name="prices">The price book in force, for bills that have no amounts.</param>
    public static Command Create(Func<PriceBook> prices)
    {
        var options = new ReconcileVerbOptions();
        var input = new LedgerInput();
        var command = new Command("reconcile", About);
        options.AddTo(command);
        input.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed, options, input, prices));
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, ReconcileVerbOptions options, LedgerInput input, Func<PriceBook> prices)
    {
        var talk = parsed.InvocationConfiguration.Error;
        if (options.Fault(parsed) is { } fault)
        {
            talk.WriteLine(fault);
            return Task.FromResult(ExitCodes.Usage);
        }

        return input.UseAsync(parsed, source =>
        {
            var files = options.Files(parsed);
            if (files.Count == 0)
            {
                throw new InvalidDataException("the directory holds no file that ends in .json, .jsonl, .json.gz, .csv or .csv.gz.");
            }

            var result = FileProgress.Run("reading the bill", files, progress => Compare(parsed, options, files, source, prices(), progress));
            Write(result, options.IsJson(parsed), options.MaxRows(parsed), parsed.InvocationConfiguration.Output);
            return Task.FromResult(result.IsWithinTolerance ? ExitCodes.Ok : ExitCodes.Failed);
        });
    }

    private static ReconcileResult Compare(
        ParseResult parsed, ReconcileVerbOptions options, IReadOnlyList<string> files, IEntrySource source, PriceBook book, Action<long>? progress)
    {
        var types = options.UsageTypes(parsed) is { } file ? UsageTypeTable.Load(file) : UsageTypeTable.Embedded;
        IBill bill = options.KindOf(parsed) switch
        {
            BillPopulation.Aws => new CostAndUsageReport(files, types, new ModelNames(book), progress),
            BillPopulation.BedrockRuntime => new InvocationLogs(files, book, progress),
            _ => new AnthropicReport(files, book, new ModelNames(book), progress),
        };
        return Reconciliation.Run(bill, source, book, types.ConsumptionUnit, options.Read(parsed));
    }

    private static void Write(ReconcileResult result, bool isJson, int maxRows, TextWriter output)
    {
        if (isJson)
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes, s_json))
            {
                ReconcileJson.Write(json, result);
            }

            output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
            return;
        }

        TableOutput.Write(ReconcileTables.Of(result, maxRows), output);
        var verdict = result.IsWithinTolerance ? "Agrees" : "Does not agree";
        output.WriteLine($"{verdict}: {result.Unexplained} USD not explained by causes two right books may have, tolerance {result.Tolerance}.");
    }
}
