using Clearbar.Tiers;

namespace Clearbar.Routing;

/// <summary>Where the planner finds what is certified for a class. Read once per request, by any number of threads, without a lock.</summary>
public interface ICertifiedPolicies
{
    /// <summary>The walk with a valid certificate for the class against the model asked for; null where the model asked for is the rule.</summary>
    /// <param name="reference">Id of the model asked for.</param>
    CertifiedWalk? WalkOf(string className, string reference);
}

/// <summary>A certified way to answer a class: rungs in the order they are tried.</summary>
/// <param name="Policy">Its name in certificates and reports, for example <c>haiku&gt;claude-opus-5 gates</c>.</param>
/// <param name="Rungs">The cheaper rungs, in order; never empty.</param>
/// <param name="EndsAtReference">The model asked for comes after them.</param>
/// <param name="CertificateId">Names the proof.</param>
/// <param name="Because">The certificate in one sentence.</param>
public sealed record CertifiedWalk(string Policy, IReadOnlyList<Rung> Rungs, bool EndsAtReference, string CertificateId, string Because);
