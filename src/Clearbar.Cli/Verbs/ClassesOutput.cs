using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Cli.Verbs;

/// <summary>Writes what <c>clearbar classes</c> found: tables and bars for people, JSON for programs.</summary>
internal static class ClassesOutput
{
    private const int BarWidth = 32;

    /// <summary>Classes that are proposed for a cheaper policy.</summary>
    private const int MostCandidates = 5;

    public static void WriteText(IReadOnlyList<ClassLine> lines, TextWriter output)
    {
        if (lines.Count == 0)
        {
            output.WriteLine("No request in this time.");
            return;
        }

        TableOutput.Write([Table(lines)], output);
        WriteBars(lines, output);
        WriteCandidates(lines, output);
    }

    public static void WriteJson(IReadOnlyList<ClassLine> lines, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("classes");
            foreach (var line in lines)
            {
                WriteLine(json, line);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static ReportTable Table(IReadOnlyList<ClassLine> lines)
    {
        var rows = new List<IReadOnlyList<string>>(lines.Count);
        foreach (var line in lines)
        {
            var row = line.Figures.Row;
            var (prompt, answer) = line.Figures.MeanTokens;
            rows.Add(
            [
                line.Name, Invariant($"{row.Requests:N0}"), row.Cost.ToString(), Mix(line.Figures), Invariant($"{prompt:N0}"), Invariant($"{answer:N0}"),
                Invariant($"{line.Figures.EscalatedShare * 100:0.0} %"), line.Suggested ?? "",
            ]);
        }

        return new ReportTable("Classes", ["class", "requests", "cost USD", "answered on", "in/call", "out/call", "escalated", "could be called"], rows);
    }

    private static string Mix(ClassFigures figures) => string.Join(
        ' ',
        figures.Rungs.Where(static rung => rung.Accepted > 0).Select(static rung => Invariant($"{rung.Rung} {rung.Share * 100:0}%")));

    // One bar per class: its length is the class's part of the money, its letters the rungs that took it.
    private static void WriteBars(IReadOnlyList<ClassLine> lines, TextWriter output)
    {
        var most = lines[0].Figures.Row.Cost;
        if (most.Amount == 0)
        {
            return;
        }

        output.WriteLine("Where the money went (O opus, S sonnet, H haiku, # other)");
        var width = lines.Max(static line => line.Name.Length);
        foreach (var line in lines.Where(static line => line.Figures.Row.Cost.Amount > 0).Take(20))
        {
            output.WriteLine($"  {line.Name.PadRight(width)}  {Bar(line.Figures, most)}");
        }

        output.WriteLine();
    }

    private static string Bar(ClassFigures figures, Usd most)
    {
        var bar = new StringBuilder(BarWidth);
        var sum = 0m;
        foreach (var rung in figures.Rungs)
        {
            sum += rung.Cost.Amount;
            var end = (int)Math.Ceiling(sum / most.Amount * BarWidth);
            bar.Append(Letter(rung.Rung), Math.Max(0, Math.Min(end, BarWidth) - bar.Length));
        }

        return bar.ToString();
    }

    private static char Letter(string rung) => rung switch
    {
        ['o', 'p', ..] => 'O',
        ['s', 'o', ..] => 'S',
        ['h', 'a', ..] => 'H',
        _ => '#',
    };

    private static void WriteCandidates(IReadOnlyList<ClassLine> lines, TextWriter output)
    {
        var candidates = lines.Where(static line => line.DearSpend.Amount > 0).OrderByDescending(static line => line.DearSpend.Amount).Take(MostCandidates).ToList();
        if (candidates.Count == 0)
        {
            output.WriteLine("Nothing was spent on a tier that has a cheaper one below it.");
            return;
        }

        output.WriteLine("Candidates for a cheaper tier, by what was spent on sonnet and opus");
        foreach (var line in candidates)
        {
            output.WriteLine($"  {line.Name}: {line.DearSpend} USD");
            var name = line.Suggested ?? line.Name;
            if (line.IsUnnamed)
            {
                output.WriteLine($"    name it    clearbar classes rename {line.Name} {line.Suggested ?? "NAME"}");
                output.WriteLine($"    or paste   \"classes\": {{ \"{line.Suggested ?? "NAME"}\": {{ \"fingerprints\": [\"{line.Name[3..]}\"] }} }}");
                name = line.Suggested ?? "NAME";
            }

            output.WriteLine($"    then prove clearbar calibrate --sample FILE   (lines with \"class\":\"{name}\")");
        }
    }

    private static void WriteLine(Utf8JsonWriter json, ClassLine line)
    {
        var (figures, row) = (line.Figures, line.Figures.Row);
        json.WriteStartObject();
        json.WriteString("name", line.Name);
        WriteMaybe(json, "suggestedName", line.Suggested);
        json.WriteNumber("requests", row.Requests);
        json.WriteNumber("attempts", row.Attempts);
        json.WriteString("costUsd", row.Cost.ToString());
        json.WriteString("dearSpendUsd", line.DearSpend.ToString());
        json.WriteNumber("meanPromptTokens", Math.Round(figures.MeanTokens.Prompt, 1));
        json.WriteNumber("meanOutputTokens", Math.Round(figures.MeanTokens.Output, 1));
        json.WriteNumber("escalatedShare", Math.Round(figures.EscalatedShare, 4));
        json.WriteStartArray("rungs");
        foreach (var rung in figures.Rungs)
        {
            json.WriteStartObject();
            json.WriteString("rung", rung.Rung);
            json.WriteNumber("accepted", rung.Accepted);
            json.WriteNumber("share", Math.Round(rung.Share, 4));
            json.WriteString("costUsd", rung.Cost.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (line.Seen is { } seen)
        {
            json.WriteString("firstSeen", seen.FirstSeen.UtcDateTime);
            json.WriteString("lastSeen", seen.LastSeen.UtcDateTime);
            WriteTexts(json, "fingerprints", seen.FingerprintTexts);
            WriteTexts(json, "tools", seen.Tools);
            WriteTexts(json, "schemaMembers", seen.SchemaMembers);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteMaybe(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
