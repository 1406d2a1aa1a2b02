namespace Clearbar.Upstreams;

/// <summary>How far an attempt got before it failed: decides whether it can have cost anything.</summary>
public enum FailureStage : byte
{
    /// <summary>No connection: nothing was sent, nothing can be billed.</summary>
    Connect,

    /// <summary>Sent, but no answer began: whether the upstream worked on it is unknown.</summary>
    Sent,
}

/// <summary>An attempt that brought no HTTP answer.</summary>
public sealed record UpstreamFailure(FailureStage Stage, string Message, bool TimedOut)
{
    /// <summary>
    /// A moment later the same call might get through: false for what only a change of configuration mends (credentials, certificates).
    /// </summary>
    public bool IsTransient { get; init; } = true;
}
