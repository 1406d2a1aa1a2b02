using System.Buffers;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>The Anthropic API: a message, or server-sent events <c>event: type LF data: json LF LF</c>.</summary>
internal sealed class AnthropicShape : AnswerShape
{
    public override string StreamContentType => "text/event-stream; charset=utf-8";

    public override void WriteWhole(IBufferWriter<byte> output, EmulatedResponse response)
    {
        Json.Reset(output);
        MessageJson.WriteMessage(Json, response);
        Json.Flush();
    }

    public override bool WritePiece(IBufferWriter<byte> output, EmulatedResponse response, in StreamPiece piece)
    {
        Restart();
        var type = MessageJson.WriteEvent(Json, response, piece, false);
        Json.Flush();
        WriteSse(output, type);
        return true;
    }

    public override void WriteStreamFailure(IBufferWriter<byte> output, string? exceptionType, string? message, string requestId)
    {
        var shape = FailureShape.Of(Failure.Overloaded);
        Restart();
        MessageJson.WriteError(Json, exceptionType is null ? shape.Type : FailureShape.TypeOfException(exceptionType), message ?? shape.Message, requestId);
        Json.Flush();
        WriteSse(output, "error"u8);
    }

    private void WriteSse(IBufferWriter<byte> output, ReadOnlySpan<byte> type)
    {
        output.Write("event: "u8);
        output.Write(type);
        output.Write("\ndata: "u8);
        output.Write(Scratch.Written);
        output.Write("\n\n"u8);
    }
}
