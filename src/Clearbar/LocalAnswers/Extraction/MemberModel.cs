using Clearbar.LocalAnswers.Learning;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// One member's model: a log-linear choice (softmax) among the candidates of the shapes it was taught, the constants it was taught, and "none of
/// these". Immutable.
/// </summary>
/// <param name="name">The member; empty where the whole answer is the value.</param>
/// <param name="forms">The shapes it copies, each with the form it is copied in.</param>
/// <param name="constants">Values that are said without standing in the text.</param>
/// <param name="features">Row of each known candidate feature.</param>
/// <param name="weights">By row.</param>
/// <param name="words">Row of each known text feature: words, word pairs, shapes of candidates.</param>
/// <param name="wordWeights">
/// By row, then by constant, "none of these" last; behind the last row the constants' biases in texts with 0, 1, 2 and more candidates.
/// </param>
internal sealed class MemberModel(
    string name,
    Dictionary<uint, SpanForm> forms,
    MemberValue[] constants,
    Dictionary<uint, int> features,
    float[] weights,
    Dictionary<uint, int> words,
    float[] wordWeights)
{
    /// <summary>Rows of biases.</summary>
    public const int Biases = 4;

    private readonly ulong[] _hashes = [.. constants.Select(static constant => LabelBook.HashOf(constant.Name))];

    public string Name => name;

    public Dictionary<uint, SpanForm> Forms => forms;

    public MemberValue[] Constants => constants;

    public Dictionary<uint, int> Features => features;

    public float[] Weights => weights;

    public Dictionary<uint, int> Words => words;

    public float[] WordWeights => wordWeights;

    /// <summary>The likeliest option. Never one whose shape was not taught.</summary>
    public MemberGuess Guess(SpanSheet sheet)
    {
        Span<double> scores = stackalloc double[SpanFinder.MostSpans];
        scores = scores[..sheet.Count];
        var (most, candidates) = (double.NegativeInfinity, 0);
        for (var span = 0; span < sheet.Count; span++)
        {
            var isTaught = forms.ContainsKey(sheet.Shapes[span]);
            scores[span] = isTaught ? ScoreOf(sheet, span) : double.NegativeInfinity;
            candidates += isTaught ? 1 : 0;
            most = Math.Max(most, scores[span]);
        }

        var others = new double[constants.Length + 1];
        ScoreConstants(sheet, Math.Min(candidates, Biases - 1), others);
        foreach (var score in others)
        {
            most = Math.Max(most, score);
        }

        return Best(sheet, scores, others, most);
    }

    /// <summary>Whether the guess is what was said.</summary>
    public bool IsRight(MemberGuess guess, MemberTarget target) =>
        guess.Span >= 0 ? target.Is(guess.Span, guess.Form) : guess.Constant < constants.Length && target.Constant == _hashes[guess.Constant];

    private static MemberGuess Best(SpanSheet sheet, Dictionary<uint, SpanForm> forms, int span, double chance) =>
        new(span, forms[sheet.Shapes[span]], -1, chance);

    private MemberGuess Best(SpanSheet sheet, Span<double> scores, double[] others, double most)
    {
        var total = 0.0;
        for (var span = 0; span < scores.Length; span++)
        {
            var weight = double.IsNegativeInfinity(scores[span]) ? 0 : PortableMath.Exp(scores[span] - most);
            total += weight;
            scores[span] = weight;
            if (sheet.Groups[span] != span)
            {
                // The same characters in two places are one answer.
                scores[sheet.Groups[span]] += weight;
                scores[span] = 0;
            }
        }

        var best = new MemberGuess(-1, default, constants.Length, -1);
        for (var span = 0; span < scores.Length; span++)
        {
            best = scores[span] > best.Chance && scores[span] > 0 ? Best(sheet, forms, span, scores[span]) : best;
        }

        for (var constant = 0; constant < others.Length; constant++)
        {
            var weight = PortableMath.Exp(others[constant] - most);
            total += weight;
            best = weight > best.Chance ? new MemberGuess(-1, default, constant, weight) : best;
        }

        return best with { Chance = best.Chance / total };
    }

    private double ScoreOf(SpanSheet sheet, int span)
    {
        var score = 0.0;
        for (var family = 0; family < SpanSheet.Families; family++)
        {
            var (sum, known) = (0.0, 0);
            foreach (var feature in sheet.FeaturesOf(span, family))
            {
                if (features.TryGetValue(feature, out var row))
                {
                    sum += weights[row];
                    known++;
                }
            }

            score += known == 0 ? 0 : sum / Math.Sqrt(known);
        }

        return score;
    }

    private void ScoreConstants(SpanSheet sheet, int bias, double[] scores)
    {
        for (var k = 0; k < scores.Length; k++)
        {
            scores[k] = wordWeights[((words.Count + bias) * scores.Length) + k];
        }

        for (var family = 0; family < SpanSheet.TextFamilies; family++)
        {
            var known = 0;
            foreach (var feature in sheet.TextFeaturesOf(family))
            {
                known += words.ContainsKey(feature) ? 1 : 0;
            }

            var part = known == 0 ? 0 : 1 / Math.Sqrt(known);
            foreach (var feature in sheet.TextFeaturesOf(family))
            {
                if (words.TryGetValue(feature, out var row))
                {
                    for (var k = 0; k < scores.Length; k++)
                    {
                        scores[k] += part * wordWeights[(row * scores.Length) + k];
                    }
                }
            }
        }
    }
}
