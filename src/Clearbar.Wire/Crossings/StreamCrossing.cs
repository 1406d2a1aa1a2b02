using System.Buffers;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Translates one streamed answer event by event. Keeps no bytes of its own; what an event needs of earlier ones is kept as state.
/// Not thread-safe; one instance per attempt.
/// </summary>
public abstract class StreamCrossing
{
    /// <summary>The answer's last event or an error has been written: whatever else comes means nothing.</summary>
    public abstract bool HasEnded { get; }

    /// <summary>
    /// Translates the first whole event of <paramref name="unread"/> and returns its length in bytes; 0 when more bytes are needed, or nothing
    /// more is to come (<see cref="HasEnded"/>). An event that means nothing to the client is consumed and writes nothing. Bytes that are no
    /// valid stream become an error event of the client's dialect, after which nothing follows (invariant I7). The event that tells the client
    /// that the answer is over is written only when the upstream's own last event is translated.
    /// </summary>
    public abstract int Translate(ReadOnlySpan<byte> unread, IBufferWriter<byte> output);
}
