using Clearbar.Upstreams.Emulator.Rules;

namespace Clearbar.Upstreams.Emulator.Faults;

/// <summary>One line of a fault script: which calls it meets and what happens to them.</summary>
public sealed record FaultRule : CallRule
{
    public required FaultKind Kind { get; init; }

    /// <summary>Events sent before a fault in the middle of a stream.</summary>
    public int AfterEvents { get; init; } = 3;

    /// <summary>
    /// How long <c>slow-first-byte</c>, <c>stall</c> and each pause of <c>slow-chunks</c> last, in real milliseconds (not scaled); -1 is until
    /// the caller leaves.
    /// </summary>
    public int DelayMilliseconds { get; init; } = 30_000;

    /// <summary>Seconds in <c>retry-after</c> of a throttle on the Anthropic and OpenAI dialects.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>
    /// Exception frame's type in Bedrock's words (<c>throttlingException</c>) or the error's in Anthropic's (<c>overloaded_error</c>); null
    /// takes <c>modelStreamErrorException</c> and <c>overloaded_error</c>. Bedrock's names are translated on the other dialects.
    /// </summary>
    public string? ExceptionType { get; init; }

    /// <summary>Replaces the usual message.</summary>
    public string? Message { get; init; }

    internal override bool Meets(in CallFacts call) => base.Meets(call)
        && (call.Stream || Kind is not (FaultKind.ExceptionFrame or FaultKind.BadCrc or FaultKind.TruncatedSse or FaultKind.EarlyEnd
            or FaultKind.SlowChunks));
}
