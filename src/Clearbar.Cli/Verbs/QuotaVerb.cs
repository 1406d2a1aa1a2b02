using System.Buffers;
using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Quotas.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Cli.Verbs;

/// <summary>
/// <c>clearbar quota</c>: what the ledger's traffic took of the providers' quotas, and the figures that AWS's form for more asks for.
/// Data goes to stdout, everything else to stderr.
/// </summary>
public static class QuotaVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Data directory of the gateway", DefaultValueFactory = _ => ".clearbar" };
        var from = InstantOption("--from", "First day or instant counted, UTC (2026-11-01 or 2026-11-01T12:00Z)");
        var to = InstantOption("--to", "First day or instant no longer counted, UTC");
        var format = new Option<string>("--format") { Description = "table or json", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("quota", """
            What traffic took of the providers' quotas, and the figures AWS's quota form asks for.

            Examples:
              clearbar quota --from 2026-11-01
              clearbar quota --format json
            """)
        {
            data, from, to, format,
        };
        command.SetAction((result, _) => RunAsync(
            result.GetValue(data)!,
            result.GetValue(from),
            result.GetValue(to),
            result.GetValue(format) == "json",
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error));
        return command;
    }

    private static Option<DateTimeOffset?> InstantOption(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = static argument =>
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            var text = argument.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var instant))
            {
                return instant;
            }

            argument.AddError($"'{text}' is neither a day (2026-11-01) nor an instant (2026-11-01T12:00Z).");
            return null;
        },
    };

    private static async Task<int> RunAsync(
        string data, DateTimeOffset? from, DateTimeOffset? to, bool asJson, TextWriter output, TextWriter talk)
    {
        var layout = new LedgerLayout(data);
        if (!File.Exists(layout.StorePath) && !Directory.Exists(layout.JournalDirectory))
        {
            await talk.WriteLineAsync($"There is no ledger in {Path.GetFullPath(data)}: name the gateway's data directory with --data.");
            return ReportVerb.NoLedger;
        }

        try
        {
            await LedgerCatchUp.RunAsync(data, TimeProvider.System, NullLogger<LedgerService>.Instance);
            using var store = LedgerStores.OfNote(layout).OpenReader();
            var usages = QuotaReport.Read(store, from, to, PriceBook.Embedded);
            if (asJson)
            {
                WriteJson(usages, output);
            }
            else
            {
                WriteText(usages, output);
            }

            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is DbException or LedgerSchemaException or IOException or LedgerUnavailableException)
        {
            await talk.WriteLineAsync($"The ledger in {Path.GetFullPath(data)} cannot be read: {e.Message}");
            return ReportVerb.Unreadable;
        }
    }

    private static void WriteText(IReadOnlyList<QuotaUsage> usages, TextWriter output)
    {
        if (usages.Count == 0)
        {
            output.WriteLine("No call reached a provider in this time.");
        }

        foreach (var usage in usages)
        {
            output.WriteLine($"{usage.Model} at {usage.Deployment}");
            Line("tokens per minute", Text(usage.TokensPerMinute) + $"   (output counts x{usage.Burndown}, cache reads not)");
            var requests = Invariant($"   ({usage.Requests:N0} requests in {usage.ActiveMinutes:N0} active minutes)");
            Line("requests per minute", Text(usage.RequestsPerMinute) + requests);
            Line("tokens per day", Invariant($"max {usage.MaxTokensPerDay:N0}"));
            if (usage.Reserved is { } reserved)
            {
                var times = usage.Used == 0 ? 0 : (double)reserved / usage.Used;
                var busiest = Invariant($"   (busiest minute reserved {usage.MaxReservedPerMinute:N0})");
                Line("reserved, used", Invariant($"{reserved:N0}, {usage.Used:N0}: {times:0.0} times") + busiest);
            }

            if (usage.SuggestedMaxTokens is { } suggested)
            {
                var lengths = Invariant($" (p99 {usage.OutputP99:N0}, longest {usage.MaxOutput:N0})");
                Line("max_tokens", Invariant($"{suggested:N0} would have cut no answer") + lengths);
            }

            output.WriteLine("  AWS's form");
            Line("  steady state (p50)", Invariant($"{usage.TokensPerMinute.P50:N0} TPM, {usage.RequestsPerMinute.P50:N0} RPM"));
            Line("  peak (p90)", Invariant($"{usage.TokensPerMinute.P90:N0} TPM, {usage.RequestsPerMinute.P90:N0} RPM"));
            Line("  average per request", Invariant($"{usage.AverageInput:N0} tokens in, {usage.AverageOutput:N0} out"));
            Line("  over 25k tokens in", Invariant($"{usage.PercentOver25K:0.0} % of requests"));
            output.WriteLine();
        }

        void Line(string name, string text) => output.WriteLine($"  {name,-22}{text}");
    }

    private static string Text(MinuteFigures figures) =>
        Invariant($"p50 {figures.P50:N0}  p90 {figures.P90:N0}  p95 {figures.P95:N0}  p99 {figures.P99:N0}  max {figures.Max:N0}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static void WriteJson(IReadOnlyList<QuotaUsage> usages, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("models");
            foreach (var usage in usages)
            {
                WriteUsage(json, usage);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteUsage(Utf8JsonWriter json, QuotaUsage usage)
    {
        json.WriteStartObject();
        json.WriteString("deployment", usage.Deployment);
        json.WriteString("model", usage.Model);
        json.WriteNumber("burndown", usage.Burndown);
        json.WriteNumber("requests", usage.Requests);
        json.WriteNumber("activeMinutes", usage.ActiveMinutes);
        WriteFigures(json, "tokensPerMinute", usage.TokensPerMinute);
        WriteFigures(json, "requestsPerMinute", usage.RequestsPerMinute);
        json.WriteNumber("maxTokensPerDay", usage.MaxTokensPerDay);
        json.WriteNumber("usedTokens", usage.Used);
        WriteMaybe(json, "reservedTokens", usage.Reserved);
        WriteMaybe(json, "maxReservedPerMinute", usage.MaxReservedPerMinute);
        json.WriteNumber("averageInputTokens", Math.Round(usage.AverageInput, 1));
        json.WriteNumber("averageOutputTokens", Math.Round(usage.AverageOutput, 1));
        json.WriteNumber("percentOver25kInput", Math.Round(usage.PercentOver25K, 2));
        json.WriteNumber("outputP99", usage.OutputP99);
        json.WriteNumber("maxOutput", usage.MaxOutput);
        WriteMaybe(json, "suggestedMaxTokens", usage.SuggestedMaxTokens);
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, string name, MinuteFigures figures)
    {
        json.WriteStartObject(name);
        json.WriteNumber("p50", figures.P50);
        json.WriteNumber("p90", figures.P90);
        json.WriteNumber("p95", figures.P95);
        json.WriteNumber("p99", figures.P99);
        json.WriteNumber("max", figures.Max);
        json.WriteEndObject();
    }

    private static void WriteMaybe(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
