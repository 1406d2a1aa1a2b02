using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Cli;
using Spectre.Console;

namespace Clearbar.Torture;

/// <summary>The table, or the JSON, at the end of a run.</summary>
internal static class TortureReport
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static void Write(TortureOptions options, List<OrdealResult> results)
    {
        if (options.Json)
        {
            Console.Out.WriteLine(Json(options, results).ToJsonString(s_indented));
            return;
        }

        var console = Terminal.Data();
        var table = new Table().Border(TableBorder.Minimal);
        table.AddColumns("store", "ordeal", "result");
        foreach (var heading in (string[])["s", "audits", "attempts", "settled", "ledger USD", "bill USD", "unknown", "their bill USD", "<= ceiling USD"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var result in results)
        {
            var verdict = result.Verdict;
            table.AddRow(
                result.Store.Split(' ')[0], result.Name, result.State, Text(result.Seconds), Text(result.Audits), Text(verdict.Entries), Text(verdict.Settled), Money(verdict.LedgerCost.Amount),
                Money(verdict.BillCost.Amount), Text(verdict.Unknown), Money(verdict.UnknownBill.Amount), Money(verdict.UnknownCeiling.Amount));
        }

        console.Write(table);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}"));
        foreach (var result in results)
        {
            Console.Out.WriteLine($"{result.Store}, {result.Name}: {result.What}");
        }
    }

    private static JsonObject Json(TortureOptions options, List<OrdealResult> results) => new()
    {
        ["seed"] = options.Seed,
        ["ordeals"] = new JsonArray([.. results.Select(static result => new JsonObject
        {
            ["store"] = result.Store,
            ["name"] = result.Name,
            ["result"] = result.State,
            ["what"] = result.What,
            ["seconds"] = result.Seconds,
            ["audits"] = result.Audits,
            ["attempts"] = result.Verdict.Entries,
            ["settled"] = result.Verdict.Settled,
            ["ledgerUsd"] = result.Verdict.LedgerCost.Amount,
            ["billUsd"] = result.Verdict.BillCost.Amount,
            ["unknown"] = result.Verdict.Unknown,
            ["unknownBillUsd"] = result.Verdict.UnknownBill.Amount,
            ["unknownCeilingUsd"] = result.Verdict.UnknownCeiling.Amount,
        })]),
    };

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(decimal amount) => amount.ToString("0.000000", CultureInfo.InvariantCulture);
}
