using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing.Recordings;

/// <summary>
/// Reads a data set's folder: <c>queries.jsonl.gz</c> (id, set, class, prompt or question, options, functions), <c>outcomes.csv.gz</c> (a
/// header line; id, model, correct or quality, a cost, the gate's flags) and <c>re*-claude*.jsonl.gz</c> (id, model, the recorded answer).
/// </summary>
internal static class RecordingReader
{
    /// <summary>The requests for which every rung of the ladder has an outcome, or null when the folder is not there.</summary>
    public static OutcomeSample? Read(string root, Ladder ladder)
    {
        var folder = Path.Combine(root, ladder.Folder);
        if (!File.Exists(Path.Combine(folder, "outcomes.csv.gz")))
        {
            return null;
        }

        var answers = ReadAnswers(folder, ladder);
        var outcomes = ReadOutcomes(folder, ladder, answers);
        var requests = new List<RecordedRequest>();
        foreach (var line in Lines(Path.Combine(folder, "queries.jsonl.gz")))
        {
            using var row = JsonDocument.Parse(line);
            var id = Text(row.RootElement, "id");
            if ((ladder.Set is not null && Text(row.RootElement, "set") != ladder.Set) || IsContaminated(row.RootElement))
            {
                continue;
            }

            foreach (var (run, rungs) in outcomes.GetValueOrDefault(id) ?? [])
            {
                if (Array.TrueForAll(rungs, static rung => rung is not null))
                {
                    requests.Add(new RecordedRequest
                    {
                        Id = run.Length == 0 ? id : $"{id}@{run}",
                        Class = ladder.Classless ? "all" : Text(row.RootElement, "class"),
                        Text = Prompt(row.RootElement),
                        Rungs = rungs!,
                    });
                }
            }
        }

        return requests.Count == 0 ? null : new OutcomeSample(ladder.Name, ladder.Rungs, requests);
    }

    private static bool IsContaminated(JsonElement row)
        => row.TryGetProperty("contaminated", out var flag) && flag.ValueKind == JsonValueKind.Number && flag.GetInt32() == 1;

    private static string Prompt(JsonElement row)
    {
        var text = new StringBuilder(Text(row, "prompt")).Append(Text(row, "question"));
        if (row.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Array)
        {
            foreach (var option in options.EnumerateArray())
            {
                text.Append('\n').Append(option.GetString());
            }
        }

        if (row.TryGetProperty("functions", out var functions))
        {
            text.Append('\n').Append(functions.GetRawText());
        }

        return text.ToString();
    }

    private static Dictionary<(string Id, string Model), string> ReadAnswers(string folder, Ladder ladder)
    {
        var answers = new Dictionary<(string, string), string>();
        foreach (var file in Directory.GetFiles(folder, "re*-claude*.jsonl.gz"))
        {
            foreach (var line in Lines(file))
            {
                using var row = JsonDocument.Parse(line);
                var model = Text(row.RootElement, "model");
                if (Array.IndexOf(ladder.Models, model) >= 0)
                {
                    var text = row.RootElement.TryGetProperty("text", out var found) ? found : row.RootElement.GetProperty("result");
                    answers[(Text(row.RootElement, "id"), model)]
                        = text.ValueKind == JsonValueKind.String ? text.GetString()! : text.GetRawText();
                }
            }
        }

        return answers;
    }

    private static Dictionary<string, SortedDictionary<string, RungOutcome?[]>> ReadOutcomes(
        string folder, Ladder ladder, Dictionary<(string Id, string Model), string> answers)
    {
        var outcomes = new Dictionary<string, SortedDictionary<string, RungOutcome?[]>>(StringComparer.Ordinal);
        CsvRow? header = null;
        foreach (var line in Lines(Path.Combine(folder, "outcomes.csv.gz")))
        {
            if (header is null)
            {
                header = CsvRow.Header(line);
                continue;
            }

            var row = header.Read(line);
            var model = row["model"];
            var rung = Array.FindIndex(ladder.Models, name => model == name || (name == "claude-opus" && model.StartsWith(name, StringComparison.Ordinal)));
            if (rung < 0)
            {
                continue;
            }

            // Repeated runs are compared within one day: the tool under test changed between runs.
            var run = row["run"].Replace("-", "", StringComparison.Ordinal);
            run = run[..Math.Min(8, run.Length)];
            if (!outcomes.TryGetValue(row["id"], out var runs))
            {
                outcomes[row["id"]] = runs = new(StringComparer.Ordinal);
            }

            if (!runs.TryGetValue(run, out var rungs))
            {
                runs[run] = rungs = new RungOutcome?[ladder.Models.Length];
            }

            rungs[rung] = Outcome(row, answers.GetValueOrDefault((row["id"], model)));
        }

        return outcomes;
    }

    private static RungOutcome Outcome(CsvRow row, string? text)
    {
        // MT-Bench is judged from 1 to 10; everything else is right or wrong.
        var quality = row["correct"].Length > 0
            ? Number(row["correct"])
            : row["quality"].Length > 0 ? Number(row["quality"]) / (Number(row["quality"]) > 1 ? 10 : 1) : 0;
        var failed = row["schema_detectable"] == "1" || row["json_ctrl_ok"] == "0" || row["answered"] == "0" || row["natural_stop"] == "0";
        var hasGate = row["schema_detectable"].Length + row["json_ctrl_ok"].Length + row["answered"].Length + row["natural_stop"].Length > 0;
        return new RungOutcome
        {
            Score = quality,
            Cost = Money(row["cost_usd"] + row["cost_usd_est"] + row["rel_cost"]),
            GatePassed = hasGate ? !failed : null,
            Answer = row["answer"] + row["pred"],
            AnswerText = text,
            InputTokens = (int)Number(row["in_tokens"] + row["in_tokens_est"]),
            OutputTokens = (int)Number(row["out_tokens"] + row["out_tokens_est"]),
            LatencySeconds = Number(row["latency_s"] + row["duration_s"]),
        };
    }

    private static double Number(string text) => text.Length == 0 ? 0 : double.Parse(text, CultureInfo.InvariantCulture);

    private static decimal Money(string text) => text.Length == 0 ? 0 : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(JsonElement row, string name)
        => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
