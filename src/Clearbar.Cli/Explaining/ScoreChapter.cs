using System.Text.Json;
using Clearbar.Gates.Scoring;

namespace Clearbar.Cli.Explaining;

/// <summary>What a class's score gate has been taught, as the file in the data directory says.</summary>
internal sealed class ScoreChapter : IClassChapter
{
    private IReadOnlyList<KeyValuePair<string, RungScore>> _rungs = [];

    public bool TryRead(ClassQuestion question)
    {
        if (question.DataDirectory is not { } folder || !File.Exists(Path.Combine(folder, ScoreFile.Name)))
        {
            return false;
        }

        foreach (var (name, scores) in ScoreFile.Load(Path.Combine(folder, ScoreFile.Name)))
        {
            if (name == question.Class)
            {
                _rungs = [.. scores.Rungs.Where(static rung => rung.Value.Seen > 0).OrderBy(static rung => rung.Key, StringComparer.Ordinal)];
            }
        }

        return _rungs.Count > 0;
    }

    public IEnumerable<string> Tell()
    {
        yield return $"Its score gate is taught by reported outcomes; a rung of which too few were told (examples), or fewer than {RungScore.FewestOfAKind} of a kind, passes:";
        foreach (var (name, score) in _rungs)
        {
            var (predicted, observed) = Means(score);
            yield return Words.Text(
                $"  {name}: {Words.Count(score.Seen, "outcome")}, {score.Good:N0} good, {score.Bad:N0} bad; of the latest, {predicted:P0} were expected to be good and {observed:P0} were.");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("scores");
        foreach (var (name, score) in _rungs)
        {
            var (predicted, observed) = Means(score);
            json.WriteStartObject();
            json.WriteString("rung", name);
            json.WriteNumber("good", score.Good);
            json.WriteNumber("bad", score.Bad);
            json.WriteNumber("expectedGood", predicted);
            json.WriteNumber("observedGood", observed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Of the latest outcomes, each counted for as many answers as it stands for.</summary>
    private static (double Predicted, double Observed) Means(RungScore score)
    {
        var (predicted, observed, all) = (0.0, 0.0, 0.0);
        foreach (var (chance, outcome, weight) in score.LatestOutcomes())
        {
            (predicted, observed, all) = (predicted + (weight * chance), observed + (weight * outcome), all + weight);
        }

        return (predicted / all, observed / all);
    }
}
