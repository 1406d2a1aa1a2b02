namespace Clearbar.Wire;

/// <summary>
/// Reads a streamed answer as it passes by, without owning its bytes. Usage protocol: keep unread bytes in a buffer; call
/// <see cref="Read"/> with all of them; relay and drop the bytes it says are complete; add more bytes; repeat.
/// Not thread-safe; one instance per attempt.
/// </summary>
public abstract class AnswerStreamReader
{
    /// <summary>
    /// Reads as many complete events as <paramref name="unread"/> holds. Bytes of an incomplete event are not consumed, so what has been
    /// relayed always ends on an event boundary.
    /// </summary>
    /// <returns>
    /// <c>Complete</c>: bytes that form whole events. <c>BeforeLast</c>: of these, the bytes before the event that tells the client the answer is
    /// over (equal to <c>Complete</c> while that event has not come): they may be relayed before settling, the rest only after (invariant I1).
    /// </returns>
    public abstract (int Complete, int BeforeLast) Read(ReadOnlySpan<byte> unread);

    /// <summary>The event that ends an answer was read: the answer is whole.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>Set once the upstream reported an error inside the stream, or the bytes are not a valid stream (bad CRC, bad JSON).</summary>
    public abstract GatewayError? Error { get; }

    /// <summary>
    /// True when <see cref="Error"/> came as a well-formed event of the client's own dialect and may be relayed as it is; false when the
    /// relay must write its own error event.
    /// </summary>
    public abstract bool ErrorIsRelayable { get; }

    /// <summary>True once the first event with content has been read.</summary>
    public abstract bool HasContent { get; }

    /// <summary>Counts seen so far; final only when <see cref="IsComplete"/> or the usage event has come.</summary>
    public abstract TokenUsage Usage { get; }

    /// <summary>Characters (UTF-16) of text so far; thinking and tool calls are not text.</summary>
    public abstract int TextLength { get; }

    /// <summary>Copies the text from a position on, as much as <paramref name="target"/> takes; that must have come.</summary>
    public abstract void CopyText(int from, Span<char> target);

    /// <summary>What was answered so far. Builds strings: call it once, at the end.</summary>
    public abstract Answer ToAnswer();
}
