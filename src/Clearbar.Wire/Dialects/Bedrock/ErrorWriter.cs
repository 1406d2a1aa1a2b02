using System.Buffers;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Bedrock;

/// <summary>Writes errors of the Bedrock runtime, whose name is in a header and not in the body; grammar at <see cref="ErrorReader"/>.</summary>
internal static class ErrorWriter
{
    public static void WriteBody(IBufferWriter<byte> output, GatewayError error)
    {
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    /// <summary>Writes an exception frame, after which the body ends.</summary>
    public static void WriteFrame(IBufferWriter<byte> output, GatewayError error)
    {
        var payload = new ArrayBufferWriter<byte>();
        WriteBody(payload, error);
        EventStreamWriter.WriteException(output, ErrorTable.StreamExceptionOf(error.Kind), payload.WrittenSpan);
    }
}
