namespace Clearbar.Routing.Replays;

/// <summary>How often a class's answers did not pass at a rung.</summary>
/// <param name="Failed">Answers that did not pass; at least one.</param>
/// <param name="Tried">Answers recorded.</param>
public readonly record struct GateRate(long Failed, long Tried)
{
    public double Share => (double)Failed / Tried;

    /// <summary>Variance of the share as an estimate.</summary>
    public double Variance => Share * (1 - Share) / Tried;
}
