using Clearbar.Upstreams;

namespace Clearbar.Requests;

/// <summary>What a failed try allows.</summary>
public enum RetryVerdict : byte
{
    /// <summary>Another try would end the same way, or the upstream asked for none: the client is told.</summary>
    Final,

    /// <summary>Another deployment may do better.</summary>
    Elsewhere,

    /// <summary>Nothing was sent, and the same deployment may be there again in a moment.</summary>
    Anywhere,
}

/// <summary>
/// The one rule of which errors are tried again (invariant I11). It is about errors only: an answer that is not good enough climbs instead,
/// and an answer that has begun is never tried again, because the client may have seen some of it.
/// </summary>
public static class RetryRule
{
    /// <param name="status">The upstream's own status.</param>
    /// <param name="shouldRetry">The upstream's <c>x-should-retry</c>, null when it sent none.</param>
    public static RetryVerdict OfRefusal(int status, string? shouldRetry) =>
        shouldRetry != "false" && (status is 408 or 409 or 429 or >= 500) ? RetryVerdict.Elsewhere : RetryVerdict.Final;

    /// <summary>
    /// A call that was sent may have been worked on (and is on the ledger as unknown up to its ceiling); it is tried once more all the
    /// same, as a client would, but not on the deployment that fell silent.
    /// </summary>
    public static RetryVerdict OfFailure(UpstreamFailure failure) =>
        failure is { Stage: FailureStage.Connect, TimedOut: false, IsTransient: true } ? RetryVerdict.Anywhere : RetryVerdict.Elsewhere;
}
