using System.Text.Json;

namespace Clearbar.Routing.Policies;

/// <summary>Reads recorded outcomes from JSON Lines.</summary>
/// <remarks>
/// Grammar, one object per line (jsonlines.org), members marked ? optional, others ignored:
/// <code>
/// line    = { "id"?: string, "class"?: string, "text"?: string, "label"?: string, "rungs": { name: outcome, … } }
/// outcome = { "score"?: 0..1, "answer"?: string, "cost": number or decimal string, "gate"?: bool,
///             "inputTokens"?: int, "outputTokens"?: int, "latencyMs"?: number }
/// </code>
/// The ladder is the rungs of the first line in their order, cheapest tier first; the last one is the reference. Every line has the same
/// rungs.
/// A missing score is 1 when the answer equals the label, or, without a label, the reference's answer (surrounding space and case ignored).
/// </remarks>
public static class OutcomeReader
{
    private const string DefaultClass = "all";

    /// <summary>Reads a file.</summary>
    /// <exception cref="OutcomeException">A line is not as the grammar says, or there is none.</exception>
    public static OutcomeSample ReadFile(string path)
    {
        using var reader = new StreamReader(path);
        return Read(reader, Path.GetFileName(path));
    }

    /// <summary>Reads everything a reader holds; empty lines are skipped.</summary>
    /// <exception cref="OutcomeException">A line is not as the grammar says, or there is none.</exception>
    public static OutcomeSample Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var requests = new List<RecordedRequest>();
        string[]? ladder = null;
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                requests.Add(ReadLine(line, number, ref ladder));
            }
        }

        return ladder is null
            ? throw new OutcomeException("There is no line; one JSON object per recorded request is expected.")
            : new OutcomeSample(name, ladder, requests);
    }

    private static RecordedRequest ReadLine(string line, int number, ref string[]? ladder)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            var rungs = row.ValueKind == JsonValueKind.Object && row.TryGetProperty("rungs", out var found) ? found : default;
            if (rungs.ValueKind != JsonValueKind.Object)
            {
                throw Fault(number, "has no object \"rungs\" such as {\"haiku\":{…},\"opus\":{…}}");
            }

            ladder ??= FirstLadder(rungs, number);
            return new RecordedRequest
            {
                Id = Text(row, "id") ?? $"line-{number}",
                Class = Text(row, "class") ?? DefaultClass,
                Text = Text(row, "text") ?? "",
                Rungs = Outcomes(rungs, ladder, Text(row, "label"), number),
            };
        }
        catch (JsonException error)
        {
            // The parser's own message can quote the line, so only the position is passed on.
            throw Fault(number, $"is not valid JSON (byte {error.BytePositionInLine})");
        }
    }

    private static string[] FirstLadder(JsonElement rungs, int number)
    {
        string[] ladder = [.. rungs.EnumerateObject().Select(static rung => rung.Name)];
        return ladder.Length is >= 2 and <= 8 && ladder.Distinct(StringComparer.Ordinal).Count() == ladder.Length
            ? ladder
            : throw Fault(number, $"has {ladder.Length} rungs; two to eight different ones are expected, cheapest first, reference last");
    }

    private static RungOutcome[] Outcomes(JsonElement rungs, string[] ladder, string? label, int number)
    {
        if (rungs.EnumerateObject().Count() != ladder.Length)
        {
            throw Fault(number, $"has other rungs than the first line ({string.Join(", ", ladder)})");
        }

        var elements = ladder.Select(name => rungs.TryGetProperty(name, out var rung) && rung.ValueKind == JsonValueKind.Object
            ? rung
            : throw Fault(number, $"has no object for rung \"{name}\"")).ToArray();
        var expected = label ?? Text(elements[^1], "answer");
        return [.. elements.Select((rung, i) => Outcome(rung, ladder[i], expected, number))];
    }

    private static RungOutcome Outcome(JsonElement rung, string name, string? expected, int number)
    {
        var answer = Text(rung, "answer");
        var score = Number(rung, "score") ?? (answer is null || expected is null
            ? throw Fault(number, $"has neither a \"score\" for {name} nor answers to compare")
            : string.Equals(answer.Trim(), expected.Trim(), StringComparison.OrdinalIgnoreCase) ? 1 : 0);
        return new RungOutcome
        {
            Score = score is >= 0 and <= 1 ? score : throw Fault(number, $"has a score of {score} for {name}; 0 to 1 is expected"),
            Cost = Cost(rung) ?? throw Fault(number, $"has no \"cost\" of 0 or more for {name}"),
            GatePassed = rung.TryGetProperty("gate", out var gate) && gate.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? gate.ValueKind == JsonValueKind.True
                : null,
            Answer = answer,
            InputTokens = (int)(Number(rung, "inputTokens") ?? 0),
            OutputTokens = (int)(Number(rung, "outputTokens") ?? 0),
            LatencySeconds = (Number(rung, "latencyMs") ?? 0) / 1000,
        };
    }

    // Money never passes through a binary float, in either spelling.
    private static decimal? Cost(JsonElement rung)
    {
        if (!rung.TryGetProperty("cost", out var cost))
        {
            return null;
        }

        const System.Globalization.NumberStyles Style = System.Globalization.NumberStyles.Float;
        var text = cost.ValueKind switch
        {
            JsonValueKind.Number => cost.GetRawText(),
            JsonValueKind.String => cost.GetString(),
            _ => null,
        };
        return decimal.TryParse(text, Style, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= 0 ? value : null;
    }

    private static string? Text(JsonElement row, string name)
        => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement row, string name)
        => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static OutcomeException Fault(int number, string what) => new($"Line {number} {what}.");
}
