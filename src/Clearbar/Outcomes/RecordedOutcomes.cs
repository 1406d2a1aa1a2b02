using System.Text.Json;

namespace Clearbar.Outcomes;

/// <summary>Reads back what <see cref="OutcomeJournal"/> wrote: the last score told of each request.</summary>
public static class RecordedOutcomes
{
    /// <summary>The scores by request id; none where nothing was ever reported.</summary>
    /// <param name="directory">A gateway's data directory.</param>
    /// <exception cref="InvalidDataException">A line is no outcome; the message says which.</exception>
    public static IReadOnlyDictionary<string, double> Read(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in (string[])[OutcomeJournal.OlderName, OutcomeJournal.FileName])
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path))
            {
                Read(path, scores);
            }
        }

        return scores;
    }

    private static void Read(string path, Dictionary<string, double> scores)
    {
        // A gateway may be appending to it.
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var number = 0;
        while (file.ReadLine() is { } line)
        {
            number++;
            if (TryRead(line, out var id, out var score))
            {
                scores[id] = score;
            }
            else if (!file.EndOfStream)
            {
                // Only the last line may be half there.
                throw new InvalidDataException($"{path}, line {number} is no outcome: request_id and score are expected; remove the line.");
            }
        }
    }

    private static bool TryRead(string line, out string id, out double score)
    {
        (id, score) = ("", 0);
        try
        {
            var outcome = JsonElement.Parse(line);
            if (outcome.ValueKind != JsonValueKind.Object
                || !outcome.TryGetProperty("request_id", out var request) || request.ValueKind != JsonValueKind.String
                || !outcome.TryGetProperty("score", out var value) || value.ValueKind != JsonValueKind.Number)
            {
                return false;
            }

            (id, score) = (request.GetString()!, value.GetDouble());
            return score is >= 0 and <= 1;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
