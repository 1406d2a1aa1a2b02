using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Writes one event of the Messages dialect after another as server-sent events. Usage: <see cref="Begin"/>, write members,
/// <see cref="End"/>. Values are copied only where they are strings, which hold no line break as JSON; so each event is one
/// <c>data</c> field.
/// </summary>
internal sealed class EventWriter
{
    private readonly ArrayBufferWriter<byte> _data = new(512);
    private readonly Utf8JsonWriter _json;

    public EventWriter()
    {
        _json = JsonWriting.Open(_data);
    }

    /// <summary>Opens the event's object with its type.</summary>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        return _json;
    }

    /// <summary>Closes the object and writes the event.</summary>
    public void End(IBufferWriter<byte> output, ReadOnlySpan<byte> type)
    {
        _json.WriteEndObject();
        _json.Flush();
        SseWriter.WriteEvent(output, type, _data.WrittenSpan);
        _data.ResetWrittenCount();
        _json.Reset();
    }
}
