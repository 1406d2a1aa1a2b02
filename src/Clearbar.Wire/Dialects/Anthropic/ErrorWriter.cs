using System.Buffers;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>Writes errors of the Messages dialect; the grammar stands at <see cref="ErrorReader"/>.</summary>
internal static class ErrorWriter
{
    public static void WriteBody(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, ErrorTable.TypeOf(error.Kind));
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }

    /// <summary>Writes <c>event: error</c>, which official clients throw, after which the stream ends.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        SseWriter.BeginEvent(output, Words.Error);
        output.Write("data: "u8);
        WriteBody(output, error, requestId);
        SseWriter.EndEvent(output);
    }
}
