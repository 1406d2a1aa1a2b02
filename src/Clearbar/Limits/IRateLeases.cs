using Clearbar.Budgets;

namespace Clearbar.Limits;

/// <summary>Where a replica gets more of a rate limit that it shares.</summary>
public interface IRateLeases
{
    /// <summary>Has what a request needs leased if it is not here and may be elsewhere; returns at once in the usual case. Decides nothing.</summary>
    /// <param name="limits">All limits; those that match are looked at.</param>
    /// <param name="subject">Whose request it is.</param>
    /// <param name="estimate">Tokens of the prompt, estimated.</param>
    /// <param name="cancellation">The request is gone.</param>
    ValueTask PrepareAsync(IReadOnlyList<RateLimit> limits, TrafficSubject subject, long estimate, CancellationToken cancellation);
}
