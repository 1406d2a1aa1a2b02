using System.Buffers;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Streams through two crossings, event by event. Each event of the upstream becomes whole events of the middle dialect, so nothing is left
/// in the buffer between two calls, and it is returned to the pool at the end of each.
/// </summary>
/// <param name="fromUpstream">Turns the upstream's events into the middle dialect's.</param>
/// <param name="toClient">Turns the middle dialect's events into the client's.</param>
internal sealed class ChainedStream(StreamCrossing fromUpstream, StreamCrossing toClient) : StreamCrossing
{
    /// <summary>Only what the client has been told counts: an upstream's end that says nothing to it leaves the answer
    /// unfinished.</summary>
    public override bool HasEnded => toClient.HasEnded;

    public override int Translate(ReadOnlySpan<byte> unread, IBufferWriter<byte> output)
    {
        if (HasEnded)
        {
            return 0;
        }

        using var middle = new PooledWriter(Math.Max(unread.Length, 256));
        var consumed = fromUpstream.Translate(unread, middle);

        // A broken stream may be told of without any byte being consumed.
        ReadOnlySpan<byte> events = middle.Written;
        while (toClient.Translate(events, output) is var length and > 0)
        {
            events = events[length..];
        }

        return consumed;
    }
}
