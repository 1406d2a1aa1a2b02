using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>One target: what the training certified and what the judged rows then showed.</summary>
/// <param name="Target">Agreement asked for.</param>
/// <param name="Certified">The out-of-fold point, or null when the training proves none and nothing is answered.</param>
/// <param name="Judged">The judged rows at that threshold.</param>
/// <param name="OutOfScopeAnswered">Out-of-scope texts answered at that threshold, each of them wrongly.</param>
public sealed record TargetResult(double Target, AgreementPoint? Certified, AgreementPoint Judged, int OutOfScopeAnswered)
{
    public static TargetResult Of(Measurement measurement, double target)
    {
        var threshold = measurement.Answerer.ThresholdFor(target);
        return new TargetResult(
            target,
            measurement.Answerer.Curve.Certify(target, measurement.Answerer.Delta),
            measurement.At(threshold),
            measurement.OutOfScope.Count(confidence => confidence >= threshold));
    }
}
