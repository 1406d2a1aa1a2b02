using Clearbar.LocalAnswers;

namespace Clearbar.Rung0;

/// <summary>The measurement for a person.</summary>
internal static class TextReport
{
    public static void Write(Measurement m, BenchOptions options, TextWriter to)
    {
        to.WriteLine($"{m.Data.Name}: {m.Data.Learn.Count:N0} texts learned, {m.Data.Judge.Count:N0} unseen texts judged, {m.Answerer.Labels.Count} labels");
        to.WriteLine($"  accuracy when everything is answered  {m.Accuracy:P2}");
        to.WriteLine($"  training {m.TrainingSeconds:F1} s on {options.Parallelism} core(s); file {m.FileBytes / 1e6:F1} MB, {m.Answerer.FeatureCount:N0} features");
        to.WriteLine($"  {m.MicrosecondsPerAnswer:F1} us and {m.BytesPerAnswer:F1} bytes allocated per answer");
        foreach (var target in options.Targets)
        {
            var learned = m.Answerer.Curve.Certify(target, m.Answerer.Delta);
            var point = m.At(m.Answerer.ThresholdFor(target));
            var oos = m.OutOfScope.Count(c => c >= m.Answerer.ThresholdFor(target));
            to.WriteLine($"  target {target:P0}: share {point.Share:P1}  agreement {point.Agreement:P2} [{point.Lower:P2}, {point.Upper:P2}]  threshold {point.Threshold:F4}"
                + $"  out-of-fold share {learned?.Share:P1} agreement {learned?.Agreement:P2}; observed {m.Answerer.Curve.Observed(target)?.Share:P1}; oos answered {oos}/{m.OutOfScope.Length}");
        }
    }
}
