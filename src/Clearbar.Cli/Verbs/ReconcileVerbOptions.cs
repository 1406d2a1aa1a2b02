using System.CommandLine;
using System.Globalization;
using Clearbar.Ledger.Reconciling;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Cli.Verbs;

/// <summary>The command line of <c>clearbar reconcile</c>.</summary>
internal sealed class ReconcileVerbOptions
{
    private readonly Option<string?> _cur = new("--cur") { Description = "AWS cost and usage report: CSV, CSV.gz, or a directory of them" };
    private readonly Option<string?> _logs = new("--invocation-logs") { Description = "Bedrock model invocation logs: JSON lines, packed or not, or a directory of them" };
    private readonly Option<string?> _anthropic = new("--anthropic-usage") { Description = "Anthropic usage or cost report: JSON from the Admin API or CSV from the Console" };
    private readonly Option<DateTimeOffset?> _from = ReportVerb.InstantOption("--from", "First day or instant compared, UTC (default: the bill's first day)");
    private readonly Option<DateTimeOffset?> _to = ReportVerb.InstantOption("--to", "First day or instant no longer compared, UTC (default: a day after the bill's last)");
    private readonly Option<string> _tolerance = new("--tolerance") { Description = "Unexplained US dollars that are still no bad news", DefaultValueFactory = _ => "0.01" };
    private readonly Option<bool> _final = new("--final") { Description = "The bill is final (its month is closed): excuse nothing as not yet in it" };
    private readonly Option<bool> _emulated = new("--include-emulated") { Description = "Compare the emulator's entries too: a rehearsal" };
    private readonly Option<string?> _types = new("--usage-types") { Description = "Table of AWS usage types instead of the built-in one (JSON)" };
    private readonly Option<int> _rows = new("--rows") { Description = "Differences shown in the table", DefaultValueFactory = _ => 40 };
    private readonly Option<string> _format = PricesVerb.FormatOption();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_cur, _logs, _anthropic, _from, _to, _tolerance, _final, _emulated, _types, _rows, _format])
        {
            command.Add(option);
        }
    }

    /// <summary>What is wrong with the call; null when nothing is.</summary>
    public string? Fault(ParseResult parsed)
    {
        string?[] bills = [parsed.GetValue(_cur), parsed.GetValue(_logs), parsed.GetValue(_anthropic)];
        if (bills.Count(static bill => bill is not null) != 1)
        {
            return "Name one bill: --cur FILE, --invocation-logs FILE or DIR, or --anthropic-usage FILE.";
        }

        var path = Array.Find(bills, static bill => bill is not null)!;
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return $"There is no file or directory {Path.GetFullPath(path)}.";
        }

        return TryTolerance(parsed, out _) ? null : $"--tolerance '{parsed.GetValue(_tolerance)}' is not an amount of 0 or more, such as 0.01.";
    }

    public BillPopulation KindOf(ParseResult parsed) => parsed.GetValue(_cur) is not null
        ? BillPopulation.Aws
        : parsed.GetValue(_logs) is not null ? BillPopulation.BedrockRuntime : BillPopulation.Anthropic;

    public IReadOnlyList<string> Files(ParseResult parsed) => KindOf(parsed) switch
    {
        BillPopulation.Aws => BillFile.Of(parsed.GetValue(_cur)!, ".csv", ".csv.gz"),
        BillPopulation.BedrockRuntime => BillFile.Of(parsed.GetValue(_logs)!, ".json", ".jsonl", ".json.gz", ".jsonl.gz"),
        _ => BillFile.Of(parsed.GetValue(_anthropic)!, ".json", ".jsonl", ".csv", ".json.gz", ".csv.gz"),
    };

    public string? UsageTypes(ParseResult parsed) => parsed.GetValue(_types);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_format) == "json";

    public int MaxRows(ParseResult parsed) => Math.Max(0, parsed.GetValue(_rows));

    public ReconcileOptions Read(ParseResult parsed)
    {
        TryTolerance(parsed, out var tolerance);
        return new ReconcileOptions
        {
            From = parsed.GetValue(_from),
            To = parsed.GetValue(_to),
            Tolerance = new Usd(tolerance),
            IncludeEmulated = parsed.GetValue(_emulated),
            IsFinal = parsed.GetValue(_final),
        };
    }

    private bool TryTolerance(ParseResult parsed, out decimal tolerance) =>
        decimal.TryParse(parsed.GetValue(_tolerance), NumberStyles.Number, CultureInfo.InvariantCulture, out tolerance) && tolerance >= 0;
}
