using System.Buffers;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>Writes errors of Chat Completions; the grammar stands at <see cref="ErrorReader"/>.</summary>
internal static class ErrorWriter
{
    public static void WriteBody(IBufferWriter<byte> output, GatewayError error)
    {
        using var json = JsonWriting.Open(output);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, ErrorTable.TypeOf(error.Kind));
        json.WriteNull("param"u8);
        json.WriteString("code"u8, ErrorTable.CodeOf(error.Kind));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the event that official clients throw. No <c>[DONE]</c> follows: that would tell of a whole answer.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, GatewayError error)
    {
        output.Write("data: "u8);
        WriteBody(output, error);
        SseWriter.EndEvent(output);
    }
}
