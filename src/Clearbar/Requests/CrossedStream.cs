using System.Buffers;
using Clearbar.Wire.Crossings;

namespace Clearbar.Requests;

/// <summary>
/// Brings events of an upstream's stream into the client's dialect: what the relay has read as whole events goes in, what the client is to see comes
/// out. One per attempt; the memory it gives is good until the next call.
/// </summary>
public sealed class CrossedStream(StreamCrossing crossing)
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);

    /// <exception cref="InvalidDataException">The crossing could not take what the reader took for whole events.</exception>
    public ReadOnlyMemory<byte> Take(ReadOnlySpan<byte> events)
    {
        _output.ResetWrittenCount();
        while (!events.IsEmpty && !crossing.HasEnded)
        {
            var consumed = crossing.Translate(events, _output);
            if (consumed == 0 && !crossing.HasEnded)
            {
                throw new InvalidDataException("an event cannot be brought into the client's dialect");
            }

            events = events[consumed..];
        }

        return _output.WrittenMemory;
    }
}
