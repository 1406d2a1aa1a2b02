using System.Buffers;
using System.Text;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>
/// InvokeModel for Claude: a message, or <c>chunk</c> frames <c>{"bytes": base64 of one Messages event, "p"}</c>, without pings (AWS
/// service model bedrock-runtime 2026-07-31).
/// </summary>
internal sealed class InvokeShape : AnswerShape
{
    public override string StreamContentType => "application/vnd.amazon.eventstream";

    public override void WriteWhole(IBufferWriter<byte> output, EmulatedResponse response)
    {
        Json.Reset(output);
        MessageJson.WriteMessage(Json, response);
        Json.Flush();
    }

    public override bool WritePiece(IBufferWriter<byte> output, EmulatedResponse response, in StreamPiece piece)
    {
        if (piece.Kind == PieceKind.Ping)
        {
            return false;
        }

        Restart();
        MessageJson.WriteEvent(Json, response, piece, true);
        Json.Flush();
        var end = Scratch.Count;
        Json.Reset(Scratch);
        var inner = ArrayPool<byte>.Shared.Rent(end);
        Scratch.Written.CopyTo(inner);
        Json.WriteStartObject();
        Json.WriteBase64String("bytes"u8, inner.AsSpan(0, end));
        Json.WriteString("p"u8, Padding.Of(response, piece));
        Json.WriteEndObject();
        Json.Flush();
        ArrayPool<byte>.Shared.Return(inner);
        EventStreamWriter.WriteEvent(output, "chunk"u8, Scratch.Written[end..]);
        return true;
    }

    public override void WriteStreamFailure(IBufferWriter<byte> output, string? exceptionType, string? message, string requestId) =>
        WriteException(Scratch, Json, output, exceptionType, message);

    /// <summary>
    /// Writes an exception frame with <c>{"message"}</c>; <c>modelStreamErrorException</c> also tells the original status and message.
    /// </summary>
    internal static void WriteException(
        PooledWriter scratch, System.Text.Json.Utf8JsonWriter json, IBufferWriter<byte> output, string? exceptionType, string? message)
    {
        var type = exceptionType ?? "modelStreamErrorException";
        var text = message ?? "The model failed while it answered.";
        scratch.Clear();
        json.Reset(scratch);
        json.WriteStartObject();
        json.WriteString("message"u8, text);
        if (type == "modelStreamErrorException")
        {
            json.WriteNumber("originalStatusCode"u8, 500);
            json.WriteString("originalMessage"u8, text);
        }

        json.WriteEndObject();
        json.Flush();
        EventStreamWriter.WriteException(output, Encoding.ASCII.GetBytes(type), scratch.Written);
    }
}
