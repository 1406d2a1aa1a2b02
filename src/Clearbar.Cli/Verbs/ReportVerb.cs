using System.Buffers;
using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Classes;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Cli.Verbs;

/// <summary>
/// <c>clearbar report</c>: spend, where requests were answered and savings against named models, from a data directory's ledger. Data goes
/// to stdout, everything else to stderr.
/// </summary>
public static class ReportVerb
{
    /// <summary>Exit code: there is no ledger in the data directory.</summary>
    public const int NoLedger = 3;

    /// <summary>Exit code: the ledger is there and cannot be read.</summary>
    public const int Unreadable = 4;

    /// <summary>Makes the command without baselines.</summary>
    public static Command Create() => Create(null, []);

    /// <summary>Makes the command; <paramref name="pricer"/> is asked for on the first baseline.</summary>
    public static Command Create(Func<IBaselinePricer>? pricer, IReadOnlyList<string> defaultBaselines)
    {
        var data = new Option<string>("--data") { Description = "Data directory of the gateway", DefaultValueFactory = _ => ".clearbar" };
        var by = new Option<ReportGrouping>("--by") { Description = "Group by this", DefaultValueFactory = _ => ReportGrouping.Day };
        var from = InstantOption("--from", "First day or instant reported, UTC (2026-11-01 or 2026-11-01T12:00Z)");
        var to = InstantOption("--to", "First day or instant no longer reported, UTC");
        var baseline = new Option<string[]>("--baseline") { Description = "Model to compare with; may be repeated" };
        var format = new Option<string>("--format") { Description = "table, json or csv", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "csv");
        var estimates = new Option<bool>("--estimates")
        {
            Description = "Instead: how far prompt estimates were from what was counted, per class and model",
        };
        const string Purpose = "Spend, where requests were answered, and savings, from the ledger";
        var command = new Command("report", Purpose) { data, by, from, to, baseline, format, estimates };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetValue(data)!,
            new ReportQuery
            {
                From = result.GetValue(from),
                To = result.GetValue(to),
                GroupBy = result.GetValue(by),
                Baselines = result.GetValue(baseline) is { Length: > 0 } named ? named : defaultBaselines,
            },
            (stores, query) =>
            {
                if (result.GetValue(estimates))
                {
                    using var entries = stores.OpenEntries();
                    ReportVerbEstimates.Write(entries, query, result.GetValue(format)!, result.InvocationConfiguration.Output);
                }
                else
                {
                    using var store = stores.OpenReader();
                    Write(
                        LedgerReport.Read(store, query, query.Baselines.Count == 0 ? null : pricer?.Invoke()),
                        result.GetValue(format)!,
                        result.InvocationConfiguration.Output);
                }
            },
            result.InvocationConfiguration.Error));
        return command;
    }

    internal static Option<DateTimeOffset?> InstantOption(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = static argument =>
        {
            var text = argument.Tokens[0].Value;
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var instant))
            {
                return instant;
            }

            argument.AddError($"'{text}' is neither a day (2026-11-01) nor an instant (2026-11-01T12:00Z).");
            return null;
        },
    };

    private static async Task<int> RunAsync(
        string data, ReportQuery query, Action<LedgerStores, ReportQuery> write, TextWriter talk)
    {
        var layout = new LedgerLayout(data);
        if (!File.Exists(layout.StorePath) && !Directory.Exists(layout.JournalDirectory))
        {
            await talk.WriteLineAsync($"There is no ledger in {Path.GetFullPath(data)}: name the gateway's data directory with --data.");
            return NoLedger;
        }

        try
        {
            await CatchUpAsync(data, talk);
            write(LedgerStores.OfNote(layout), query with { ClassNames = new ClassNamesFile(data).Read().Renamed });
            return 0;
        }
        catch (Exception e) when (e is DbException or LedgerSchemaException or IOException or LedgerUnavailableException or ClassFileException)
        {
            await talk.WriteLineAsync($"The ledger in {Path.GetFullPath(data)} cannot be read: {e.Message}");
            return Unreadable;
        }
    }

    /// <summary>Brings the store up to date before it is read, and tells what could not be brought.</summary>
    internal static async Task CatchUpAsync(string data, TextWriter talk)
    {
        var state = await LedgerCatchUp.RunAsync(data, TimeProvider.System, NullLogger<LedgerService>.Instance);
        if (state.AbandonedEntries > 0)
        {
            await talk.WriteLineAsync($"Marked abandoned at their ceilings, as their gateway stopped: {state.AbandonedEntries} attempts.");
        }

        if (state.UndrainedRecords > 0)
        {
            var who = state.GatewayRuns ? "the running gateway has" : "the store could not take; there are";
            await talk.WriteLineAsync($"Not seen here: {who} {state.UndrainedRecords} journal records not yet in the store.");
        }
    }

    private static void Write(LedgerReport report, string format, TextWriter output)
    {
        switch (format)
        {
            case "json":
                WriteJson(report, output);
                break;
            case "csv":
                ReportCsv.Write(output, report);
                break;
            default:
                WriteTables(report, output);
                break;
        }
    }

    private static void WriteJson(LedgerReport report, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            ReportJson.Write(json, report);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteTables(LedgerReport report, TextWriter output)
    {
        TableOutput.Write(ReportTables.Of(report), output);
        if (report.Total.Emulated > 0)
        {
            var part = $"{report.Total.Emulated} of {report.Total.Attempts} attempts";
            output.WriteLine($"{part} were answered by the emulator: that money was not spent.");
        }

        var time = report.GatewayTime;
        if (time.Count > 0)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"Gateway's own time: p50 {time.P50:0.000} ms, p99 {time.P99:0.000} ms");
            output.WriteLine($"{text} over {time.Count} accepted attempts.");
        }
    }
}
