using System.Globalization;
using Clearbar.LocalAnswers;
using Clearbar.LocalAnswers.Extraction;

namespace Clearbar.Bench.Rung0.Extraction;

/// <summary>
/// The alternatives that were compared when the defaults were chosen, on templates held out from the learned ones in turn: the judged templates take no
/// part in any choice.
/// </summary>
internal static class ExtractionTried
{
    private const int Folds = 4;
    private const int Texts = 600;

    public static void Run(IReadOnlyList<TemplateSet> sets, BenchOptions options, TextWriter to)
    {
        var product = new SpanExtractorOptions { Seed = options.Seed };
        (string Name, SpanExtractorOptions Options)[] ideas =
        [
            ("the product", product),
            ("no dropout", product with { FeatureDropout = 0 }),
            ("dropout 0.6", product with { FeatureDropout = 0.6f }),
            ("word step 0.3", product with { WordStepSize = 0.3f }),
            ("word step 0.03", product with { WordStepSize = 0.03f }),
            ("word step 0", product with { WordStepSize = 0 }),
        ];
        to.WriteLine("templates held out of the learned ones: right when all is answered, share whose observed agreement is 97 %");
        foreach (var (name, idea) in ideas)
        {
            to.Write($"  {name,-14}");
            foreach (var set in sets)
            {
                var curve = HeldOut(set, idea, (int)options.Seed);
                to.Write(string.Create(CultureInfo.InvariantCulture, $"  {set.Name} {curve.Right:P1}, {curve.Share:P1}"));
            }

            to.WriteLine();
        }
    }

    private static (double Right, double Share) HeldOut(TemplateSet set, SpanExtractorOptions options, int seed)
    {
        var confidences = new List<float>();
        var right = new List<bool>();
        for (var fold = 0; fold < Folds; fold++)
        {
            var inside = set.Learn.Where((_, i) => i % Folds != fold).ToList();
            var outside = set.Learn.Where((_, i) => i % Folds == fold).ToList();
            var learned = ExtractionText.Make(set, inside, Texts, seed);
            var extractor = SpanExtractorTrainer.Train(
                learned.ConvertAll(static text => text.ToRow()), set.MemberNames, ExtractionText.NamesOf(learned), options);
            foreach (var text in ExtractionText.Make(set, outside, Texts / Folds, seed + 1))
            {
                var answer = extractor.Extract(text.Text);
                confidences.Add(answer.Confidence);
                right.Add(answer.Values.SequenceEqual(text.Values));
            }
        }

        var curve = AgreementCurve.Build([.. confidences], [.. right]);
        return (right.Count(static one => one) / (double)right.Count, curve.Observed(0.97)?.Share ?? 0);
    }
}
