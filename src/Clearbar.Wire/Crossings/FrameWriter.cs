using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Bedrock;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Writes one event stream frame after another, with one payload buffer for all of them. Usage: <see cref="Begin"/>, write members,
/// <see cref="End"/>. Each payload ends with padding, so that frame lengths do not tell token lengths.
/// </summary>
internal sealed class FrameWriter
{
    private readonly ArrayBufferWriter<byte> _payload = new(512);
    private readonly Utf8JsonWriter _json;

    public FrameWriter()
    {
        _json = JsonWriting.Open(_payload);
    }

    /// <summary>Writes into the payload between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>Opens the payload's object.</summary>
    public Utf8JsonWriter Begin()
    {
        _json.WriteStartObject();
        return _json;
    }

    /// <summary>Closes the payload and writes the frame.</summary>
    public void End(IBufferWriter<byte> output, ReadOnlySpan<byte> eventType)
    {
        _json.WriteString("p"u8, FramePadding.Next());
        _json.WriteEndObject();
        _json.Flush();
        EventStreamWriter.WriteEvent(output, eventType, _payload.WrittenSpan);
        _payload.ResetWrittenCount();
        _json.Reset();
    }
}
