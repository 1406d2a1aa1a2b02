using System.Globalization;
using System.Text;
using Clearbar.LocalAnswers;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.Cli.Demo;

/// <summary>
/// What the demo assumes because no model is called: how often each tier is right on these messages, and how sure it says it is. Everything here is
/// printed as assumed. Rung 0, the costs of given tokens, the routing and the latencies are not assumed but measured.
/// </summary>
public static class DemoAssumptions
{
    /// <summary>The confidence below which the demo's owner wants the next rung asked.</summary>
    public const double MinConfidence = 0.80;

    /// <summary>Assumed share of right answers at or above <see cref="MinConfidence"/>.</summary>
    public const double ConfidentWhenRight = 0.92;

    /// <summary>Assumed share of wrong answers at or above <see cref="MinConfidence"/>.</summary>
    public const double ConfidentWhenWrong = 0.45;

    /// <summary>Assumed share of Haiku answers that are not one of the intents.</summary>
    public const double HaikuOutsideEnum = 0.015;

    /// <summary>Assumed share of messages on which the tiers' answers have nothing to do with each other, so that a dearer tier can be the wrong one.</summary>
    public const double Independent = 0.05;

    private const int Seed = 77;

    /// <summary>Assumed accuracy by rung, with the prompt's examples. Banking77's own labels are partly wrong, so no rung is near 100 %.</summary>
    public static readonly IReadOnlyList<(string Rung, double Accuracy)> Accuracies =
    [
        ("haiku", 0.86),
        ("sonnet", 0.89),
        ("sonnet+thinking", 0.90),
        ("opus", 0.91),
    ];

    /// <summary>Writes what each tier answers to each message. The same seed gives the same sheet.</summary>
    public static AnswerSheet MakeSheet(DemoData data)
    {
        var random = new Random(Seed);
        var entries = new List<AnswerSheetEntry>(data.Test.Count);
        foreach (var message in data.Test)
        {
            // One difficulty for all tiers: what Haiku gets right, the dearer ones mostly get right too.
            var difficulty = random.NextDouble();
            var independent = random.NextDouble() < Independent;
            var confusable = data.Labels[random.Next(data.Labels.Count)];
            var answers = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (rung, accuracy) in Accuracies)
            {
                var right = (independent ? random.NextDouble() : difficulty) < accuracy;
                var confident = random.NextDouble() < (right ? ConfidentWhenRight : ConfidentWhenWrong);
                var label = right ? message.Label : confusable;
                if (rung == "haiku" && random.NextDouble() < HaikuOutsideEnum)
                {
                    label = "other";
                }

                answers[rung] = Phrase(label, confident ? 0.80 + (0.19 * random.NextDouble()) : 0.35 + (0.44 * random.NextDouble()));
            }

            entries.Add(new AnswerSheetEntry(message.Text, answers));
        }

        return AnswerSheet.FromEntries(entries);
    }

    public static string Describe()
    {
        var text = new StringBuilder();
        foreach (var (rung, accuracy) in Accuracies)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rung} {accuracy:P0}, ");
        }

        return text.Append(CultureInfo.InvariantCulture, $"right answers sure {ConfidentWhenRight:P0} of the time, wrong ones {ConfidentWhenWrong:P0}").ToString();
    }

    private static string Phrase(string label, double confidence) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"intent":"{{label}}","confidence":{{confidence:0.00}}}""");
}
