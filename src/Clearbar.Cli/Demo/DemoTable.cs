using System.Globalization;
using Clearbar.LocalAnswers;
using Clearbar.Pricing;
using Spectre.Console;

namespace Clearbar.Cli.Demo;

/// <summary>The demo's outcome for a person: where requests were answered, what it cost, what saved it, what was measured and what assumed.</summary>
public static class DemoTable
{
    public static void Write(IAnsiConsole console, DemoReport report)
    {
        WriteRungs(console, report);
        WritePolicies(console, report);
        WriteLevers(console, report);
        WriteProvenance(console, report);
    }

    private static void WriteRungs(IAnsiConsole console, DemoReport report)
    {
        var table = Create("Where the requests were answered", "rung", "answered", "share", "right", "climbed on", "paid");
        foreach (var rung in report.Clearbar.Ledger.Rungs.OrderBy(rung => Order(rung.Rung)))
        {
            var count = report.Clearbar.Result.Rungs.GetValueOrDefault(rung.Rung) ?? new DemoPathCount();
            table.AddRow(rung.Rung, Number(rung.Accepted), Percent(rung.Share), Percent(count.Right, count.Answered), Number(rung.Escalated), Dollars(rung.Cost));
        }

        var result = report.Clearbar.Result;
        table.AddEmptyRow();
        table.AddRow("all", Number(result.Answered), Percent(1), Percent(result.Accuracy), "", Dollars(report.Clearbar.Cost));
        console.Write(table);
    }

    private static void WritePolicies(IAnsiConsole console, DemoReport report)
    {
        var table = Create($"The same {report.Sent:N0} messages under every policy", "policy", "right", "cost", "per 1,000", "Clearbar costs");
        foreach (var outcome in (IEnumerable<DemoOutcome>)[report.Baseline, report.BaselineCached, .. report.Others, report.WithoutLocal, report.Clearbar])
        {
            var share = outcome.Cost.Amount == 0 ? 0 : (double)(report.Clearbar.Cost.Amount / outcome.Cost.Amount);
            table.AddRow(
                outcome.Pass.Title,
                Percent(outcome.Result.Accuracy),
                Dollars(outcome.Cost),
                string.Create(CultureInfo.InvariantCulture, $"${outcome.PerThousand:0.00}"),
                ReferenceEquals(outcome, report.Clearbar) ? "" : Percent(share) + " of it");
        }

        console.Write(table);
    }

    private static void WriteLevers(IAnsiConsole console, DemoReport report)
    {
        var saved = report.Baseline.Cost - report.Clearbar.Cost;
        var table = Create($"What saved {Dollars(saved)} of {Dollars(report.Baseline.Cost)}, lever by lever", "lever", "saved", "share");
        foreach (var (lever, amount) in report.Levers)
        {
            table.AddRow(Markup.Escape(lever), Dollars(amount), Percent((double)(amount.Amount / report.Baseline.Cost.Amount)));
        }

        table.AddEmptyRow();
        table.AddRow("together", Dollars(saved), Percent((double)(saved.Amount / report.Baseline.Cost.Amount)));
        console.Write(table);
    }

    private static void WriteProvenance(IAnsiConsole console, DemoReport report)
    {
        var local = report.Clearbar.Result.Rungs.GetValueOrDefault("local") ?? new DemoPathCount();
        var time = report.Clearbar.Ledger.GatewayTime;
        var lower = BinomialBounds.Lower(local.Right, Math.Max(local.Answered, 1), 0.025);
        var upper = BinomialBounds.Upper(local.Right, Math.Max(local.Answered, 1), 0.025);
        console.MarkupLine("[bold]Measured[/] here, on this machine:");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  rung 0: trained on {report.Trained:N0} messages in {report.TrainSeconds:0.0} s; on unseen ones it answered {(double)local.Answered / report.Sent:P1} and agreed with the true label"));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"          in {(double)local.Right / Math.Max(local.Answered, 1):P1} (95 % interval {lower:P1} to {upper:P1}; it was asked for {report.TargetAgreement:P0}, certified in training only)"));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  gateway: its own time per request p50 {time.P50:0.00} ms, p99 {time.P99:0.00} ms, sharing the machine with the client and the emulator"));
        console.WriteLine("  routing, gates, prompt-cache accounting, and the cost of the tokens counted, from the ledger, at the list prices of the price book");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {report.Sent * 6:N0} requests over HTTP in {report.RunSeconds:0} s, a quarter each Messages, Messages stream, Converse, ConverseStream"));
        console.MarkupLine("[bold]Assumed[/], because no model is called here (the emulator reads an answer sheet):");
        console.WriteLine($"  how often each tier is right: {DemoAssumptions.Describe()}; token counts are the emulator's estimate");
        console.MarkupLine("[bold]Look closer[/]:");
        console.WriteLine($"  ./clearbar report --data {Path.Combine(report.DataDirectory, "ledger")} --by class");
        console.WriteLine($"  ./clearbar serve --emulate --data {Path.Combine(report.DataDirectory, "ledger")}     then open http://127.0.0.1:8484");
        console.WriteLine("Messages: Banking77, Casanueva et al. 2020, CC BY 4.0 (samples/banking77/README.md).");
    }

    private static Table Create(string title, params string[] columns)
    {
        var table = new Table { Title = new TableTitle($"[bold]{Markup.Escape(title)}[/]"), Border = TableBorder.Rounded };
        for (var i = 0; i < columns.Length; i++)
        {
            table.AddColumn(new TableColumn(columns[i]) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }

    private static int Order(string rung) => rung switch
    {
        "local" => 0,
        "haiku" => 1,
        "sonnet" => 2,
        "sonnet+thinking" => 3,
        _ => 4,
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    private static string Percent(int part, int whole) => whole == 0 ? "" : Percent((double)part / whole);

    private static string Dollars(Usd amount) => amount.Amount.ToString("$0.0000", CultureInfo.InvariantCulture);
}
