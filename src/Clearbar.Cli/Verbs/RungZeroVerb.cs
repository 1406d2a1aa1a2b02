using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Ledger.Reports;
using Clearbar.LocalAnswers.Learning;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar rung0</c>: what the local rung of each class has learned from the traffic, and whether it may answer.</summary>
public static class RungZeroVerb
{
    private const string About = """
        Shows what rung 0 of each class has learned from accepted answers (classes.X.local.learn), and whether it answers.

        Reads the data directory; a gateway may run on it.

        Examples:
          clearbar rung0
          clearbar rung0 --data .clearbar --format json
        """;

    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "Configuration file (default: clearbar.json here)" };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Data directory (default: the configuration's)" };
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("rung0", About) { config, data, format };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var errors = new List<ConfigError>();
            var directory = parsed.GetValue(data)?.FullName
                ?? GatewayConfiguration.Load(parsed.GetValue(config), static options => options, errors)?.Options.DataDirectory;
            if (directory is null)
            {
                errors.ForEach(error.WriteLine);
                return ExitCodes.Failed;
            }

            var reports = LearningReport.ReadAll(directory);
            if (parsed.GetValue(format) == "json")
            {
                output.WriteLine(ToJson(reports));
            }
            else if (reports.Count == 0)
            {
                output.WriteLine($"No class has learned in {directory}: set 'learn' under 'local' of a class, with 'local' first in its ladder.");
            }
            else
            {
                TableOutput.Write([ToTable(reports)], output);
                foreach (var report in reports)
                {
                    output.WriteLine($"{report.State.Class}: {report.State.Because}");
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ReportTable ToTable(IReadOnlyList<LearningReport> reports) => new(
        "Rung 0, learned",
        ["class", "state", "learns", "examples", "labels", "target", "agreement", "share", "checks agreed", "last check", "next look in"],
        [.. reports.Select(static report => (IReadOnlyList<string>)Row(report))]);

    private static string[] Row(LearningReport report)
    {
        var state = report.State;
        var certificate = state.Certificate;
        return
        [
            state.Class,
            Word(state.Phase),
            Learns(state.Extract),
            Text($"{report.Examples}"),
            Text($"{report.Labels.Count}"),
            Text($"{state.Target:0.##%}"),
            certificate is null ? "-" : Text($"{certificate.Agreement:0.0%}"),
            certificate is null ? "-" : Text($"{certificate.Share:0.0%}"),
            state.Checks == 0 ? "-" : Text($"{state.ChecksAgreed}/{state.Checks}"),
            state.LastCheck is { } check ? Text($"{check:yyyy-MM-dd HH:mm}Z") : "-",
            report.UntilNextLook == 0 ? "due" : Text($"{report.UntilNextLook} examples"),
        ];
    }

    private static string ToJson(IReadOnlyList<LearningReport> reports)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var report in reports)
            {
                WriteReport(json, report);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteReport(Utf8JsonWriter json, LearningReport report)
    {
        var state = report.State;
        json.WriteStartObject();
        json.WriteString("class", state.Class);
        json.WriteString("state", Word(state.Phase));
        json.WriteString("because", state.Because);
        json.WriteNumber("examples", report.Examples);
        json.WriteNumber("measurable", report.Uniform);
        json.WritePropertyName("extract");
        JsonSerializer.Serialize(json, state.Extract);
        json.WriteStartObject("labels");
        foreach (var (name, examples) in report.Labels)
        {
            json.WriteNumber(name, examples);
        }

        json.WriteEndObject();
        json.WriteNumber("target", state.Target);
        json.WriteNumber("confidenceLevel", state.ConfidenceLevel);
        json.WriteNumber("looks", state.Looks);
        WriteCertificate(json, state.Certificate);
        json.WriteNumber("checks", state.Checks);
        json.WriteNumber("checksAgreed", state.ChecksAgreed);
        WriteTime(json, "lastCheck", state.LastCheck);
        WriteTime(json, "stoppedAt", state.StoppedAt);
        json.WriteNumber("examplesUntilNextLook", report.UntilNextLook);
        json.WritePropertyName("moreExamplesNeeded");
        JsonSerializer.Serialize(json, state.MoreNeeded);
        json.WriteEndObject();
    }

    private static void WriteCertificate(Utf8JsonWriter json, LearningCertificate? certificate)
    {
        if (certificate is null)
        {
            json.WriteNull("certificate");
            return;
        }

        json.WriteStartObject("certificate");
        WriteTime(json, "at", certificate.At);
        json.WriteNumber("threshold", certificate.Threshold);
        json.WriteNumber("measured", certificate.Measured);
        json.WriteNumber("answered", certificate.Answered);
        json.WriteNumber("agreed", certificate.Agreed);
        json.WriteNumber("share", Math.Round(certificate.Share, 6));
        json.WriteNumber("agreement", Math.Round(certificate.Agreement, 6));
        json.WriteNumber("delta", certificate.Delta);
        json.WriteNumber("labels", certificate.Labels);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteString(name, at);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Learns(IReadOnlyList<string>? extract) => extract switch
    {
        null => "a label",
        [] => "to copy the answer",
        _ => "to copy " + string.Join(", ", extract),
    };

    private static string Word(LearningPhase phase) => phase switch
    {
        LearningPhase.Answering => "answering",
        LearningPhase.Stopped => "stopped by drift",
        _ => "collecting",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
