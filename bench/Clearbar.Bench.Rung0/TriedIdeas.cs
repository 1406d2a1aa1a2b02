using System.Diagnostics;
using System.Globalization;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>
/// The alternatives that were compared when the defaults were chosen. Only out-of-fold scores of the learned rows are printed: the judged
/// rows take no part in any choice.
/// </summary>
internal static class TriedIdeas
{
    public static void Run(DataSet data, BenchOptions options, TextWriter to)
    {
        var product = options.Training;
        (string Name, LocalAnswererOptions Options)[] ideas =
        [
            ("one network", product with { Networks = 1 }),
            ("three networks", product with { Networks = 3 }),
            ("five networks (the product)", product),
            ("ten networks", product with { Networks = 10 }),
            ("32 hidden units", product with { HiddenUnits = 32 }),
            ("128 hidden units", product with { HiddenUnits = 128 }),
            ("12 epochs, feature dropout 0.3", product with { Epochs = 12, FeatureDropout = 0.3f }),
            ("no dropout", product with { FeatureDropout = 0, HiddenDropout = 0 }),
            ("features of one text kept", product with { MinimumTexts = 1 }),
            ("families of 0.5 kept together", product with { FamilySimilarity = 0.5 }),
            ("ten folds", product with { Folds = 10 }),
        ];
        to.WriteLine($"{data.Name}: cross-validated on {data.Learn.Count} learned rows");
        to.WriteLine("  idea                              right    share at 97 % (certified)  share at 99 % (certified)  seconds");
        foreach (var (name, idea) in ideas)
        {
            var watch = Stopwatch.StartNew();
            var curve = LocalAnswererTrainer.Train(data.Learn, idea).Curve;
            var all = curve.Points[^1];
            var right = (double)all.Agreed / all.Total;
            var shares = $"{Shares(curve, 0.97)}           {Shares(curve, 0.99)}";
            to.WriteLine(Format($"  {name,-32} {right,7:P2}  {shares}        {watch.Elapsed.TotalSeconds,7:F0}"));
        }
    }

    private static string Shares(AgreementCurve curve, double target)
        => Format($"{curve.Observed(target)?.Share ?? 0,7:P1} ({curve.Certify(target, 0.05)?.Share ?? 0,7:P1})");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
