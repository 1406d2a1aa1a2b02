using Clearbar.Certificates;

namespace Clearbar.Routing.Replays;

/// <summary>Scores of the requests whose outcomes are known.</summary>
/// <param name="Known">How many.</param>
/// <param name="Then">Mean score of what they got: Wilson's interval for right and wrong, the normal one for graded scores.</param>
/// <param name="Now">Mean score of what they would have got.</param>
/// <param name="Change">Now less then, pair by pair: Tango's score interval for right and wrong, the normal one for graded scores.</param>
/// <param name="Escalated">Requests that would have gone on from their first answer.</param>
/// <param name="Rescued">Of those, the ones whose last answer is better than the first.</param>
/// <param name="Wasted">Those whose last answer is as good as the first: money for nothing.</param>
/// <param name="Harmful">Those whose last answer is worse than the first.</param>
public sealed record QualityFigures(
    long Known, Measured Then, Measured Now, Measured Change, long Escalated, long Rescued, long Wasted, long Harmful)
{
    /// <summary>One of the three as a share of the escalated, with Wilson's interval.</summary>
    public Measured ShareOf(long part) => new(
        Escalated == 0 ? 0 : (double)part / Escalated, Proportion.Wilson(part, Escalated, ReplayTally.Confidence));
}
