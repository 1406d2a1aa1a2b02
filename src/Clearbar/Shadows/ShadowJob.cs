using Clearbar.Configuration;
using Clearbar.Requests;
using Clearbar.Tiers;

namespace Clearbar.Shadows;

/// <summary>A request to be answered by the other rungs as well, and what has answered it already.</summary>
/// <param name="Reference">The model asked for.</param>
/// <param name="Candidates">The rungs below it, cheapest first; never empty.</param>
/// <param name="Tried">What the client's own request has paid for.</param>
public sealed record ShadowJob(
    SideRequest Request, LearningOptions Learning, Model Reference, IReadOnlyList<Rung> Candidates, IReadOnlyList<TriedRung> Tried);
