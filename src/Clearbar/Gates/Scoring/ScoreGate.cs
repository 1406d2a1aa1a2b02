using Clearbar.LocalAnswers.Learning;

namespace Clearbar.Gates.Scoring;

/// <summary>
/// <c>score</c>: the chance that the answer will be judged good, learned from the outcomes the application reports of earlier answers of this class and
/// rung, is at least a threshold. It passes everything until it has been taught, and where nothing is known of the rung.
/// </summary>
/// <param name="options">As configured.</param>
/// <param name="confidenceMember">The member in which the model says how sure it is; null where the class has no such gate.</param>
public sealed class ScoreGate(ScoreGateOptions options, string? confidenceMember = null) : IGate
{
    /// <summary>Distinguishes its draws from those of other parts of the gateway.</summary>
    private const uint Purpose = 0x5C04E;

    public string Name => "score";

    public GateCost Cost => GateCost.Score;

    public double AtLeast { get; } = options.AtLeast ?? 0.8;

    /// <summary>Outcomes of a rung before it is judged.</summary>
    public int Examples { get; } = options.Examples ?? 200;

    /// <summary>Share of the would-be refusals that is let through, above 0.</summary>
    public double LetThrough { get; } = options.Check ?? 0.05;

    public string? ConfidenceMember => confidenceMember;

    /// <summary>Whether an answer to this request is let through however it scores. Hangs on the id alone, so that nothing the answer says can bias it.</summary>
    public bool LetsThrough(string requestId) => ClassLearner.IsDrawn(requestId, LetThrough, Purpose);

    public GateVerdict Check(GateInput input) => input.Scoring?.Score(input, this) is { } chance
        ? GateVerdict.Fail(Name, Threshold.Missed(Name, chance, AtLeast))
        : GateVerdict.Pass(Name);
}
