namespace Clearbar.Upstreams.Emulator.Faults;

/// <summary>One line of a fault script: which attempts it meets and what happens to them.</summary>
public sealed record FaultRule
{
    public required FaultKind Kind { get; init; }

    /// <summary>Model id as the caller sends it, or the Anthropic id of the model meant; null meets every model.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// The last part of the path (<c>messages</c>, <c>converse</c>, <c>converse-stream</c>, <c>invoke</c> …); null meets every path.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>True meets only streams, false only whole answers, null both.</summary>
    public bool? Stream { get; init; }

    /// <summary>Share of the attempts met that suffer the fault, from 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Only the n-th attempt met (from 1); 0 means every one.</summary>
    public int Nth { get; init; }

    /// <summary>At most so many attempts suffer the fault; 0 means no bound.</summary>
    public int Times { get; init; }

    /// <summary>Events sent before a fault in the middle of a stream.</summary>
    public int AfterEvents { get; init; } = 3;

    /// <summary>
    /// How long <c>slow-first-byte</c> and <c>stall</c> last, in real milliseconds (not scaled); -1 is until the caller leaves.
    /// </summary>
    public int DelayMilliseconds { get; init; } = 30_000;

    /// <summary>Seconds in <c>retry-after</c> of a throttle on the Anthropic dialect.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>Exception frame's type; null takes <c>modelStreamErrorException</c>.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>Replaces the usual message.</summary>
    public string? Message { get; init; }
}
