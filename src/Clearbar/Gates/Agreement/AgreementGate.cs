using System.Globalization;

namespace Clearbar.Gates.Agreement;

/// <summary>
/// <c>agreement</c>: further answers of the same rung to the same request say the same. Models that know an answer repeat it; models that guess do
/// not (self-consistency, Wang et al. 2022, arXiv 2203.11171).
/// </summary>
/// <param name="samples">Further answers, at least 1.</param>
/// <param name="atLeast">Share of them that must agree, above 0 to 1.</param>
/// <param name="by">What must be equal.</param>
public sealed class AgreementGate(int samples, decimal atLeast, AnswerNormaliser by) : IAskingGate
{
    public string Name => "agreement";

    public GateCost Cost => GateCost.Pay;

    public async ValueTask<GateVerdict> CheckAsync(GateInput input, IGateCalls calls, CancellationToken cancellation)
    {
        // Looked at first: an answer that agrees with nothing is not worth paying for others.
        var key = by.KeyOf(input.Answer);
        if (key is null)
        {
            return GateVerdict.Unsure(Name, "agreement: the answer has nothing to compare");
        }

        var others = await calls.SampleAsync(samples, cancellation);
        var agreeing = 0;
        foreach (var other in others)
        {
            agreeing += string.Equals(key, by.KeyOf(other), StringComparison.Ordinal) ? 1 : 0;
        }

        if (agreeing >= atLeast * samples)
        {
            return GateVerdict.Pass(Name);
        }

        // What did not come might have agreed; only where that could not change anything it is a failure.
        var missing = Math.Max(samples - others.Count, 0);
        return agreeing + missing >= atLeast * samples
            ? GateVerdict.Unsure(Name, Format($"agreement: {others.Count} of {samples} samples came"))
            : GateVerdict.Fail(Name, Format($"agreement: {agreeing} of {samples} < {atLeast:0.##}"));

        static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
