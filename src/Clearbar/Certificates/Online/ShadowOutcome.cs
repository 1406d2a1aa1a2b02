using Clearbar.Routing.Policies;

namespace Clearbar.Certificates.Online;

/// <summary>
/// What the reference and some cheaper rungs made of one sampled request. Which rungs are run must not depend on what another rung answered
/// to this request: a candidate is only counted where all its rungs are known, and choosing by outcome would bias its mean. A rung that
/// answered badly (refused, broke its gate) is an outcome with a low score, not a missing one.
/// </summary>
public sealed record ShadowOutcome
{
    public required string Class { get; init; }

    /// <summary>The tier the client asked for.</summary>
    public required string Reference { get; init; }

    /// <summary>Outcomes by rung name; without one of the reference nothing is learned.</summary>
    public required IReadOnlyDictionary<string, RungOutcome> Rungs { get; init; }
}
