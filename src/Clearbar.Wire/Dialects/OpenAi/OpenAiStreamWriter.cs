using System.Buffers;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Writes an answer the gateway made itself as the whole event sequence of a stream: the role, the text, the calls, the finish reason, the
/// counts if asked for, <c>[DONE]</c>; the grammar stands at <see cref="OpenAiStreamReader"/>.
/// </summary>
internal static class OpenAiStreamWriter
{
    public static void Write(IBufferWriter<byte> output, Answer answer, DateTimeOffset created, bool includeUsage)
    {
        var chunks = new ChunkWriter(AnswerWriter.IdOf(answer), answer.Model ?? "", created, includeUsage);
        chunks.WriteRole(output);
        if (answer.Text.Length > 0)
        {
            chunks.BeginDelta(output).WriteString("content"u8, answer.Text);
            chunks.EndDelta(output);
        }

        for (var index = 0; index < answer.ToolCalls.Count; index++)
        {
            WriteToolCall(output, chunks, index, answer.ToolCalls[index]);
        }

        chunks.BeginDelta(output);
        chunks.EndDelta(output, FinishReasons.Of(answer.StopReason, answer.ToolCalls.Count > 0));
        chunks.WriteUsage(output, answer);
        ChunkWriter.WriteDone(output);
    }

    private static void WriteToolCall(IBufferWriter<byte> output, ChunkWriter chunks, int index, ToolCall call)
    {
        AnswerWriter.WriteToolCall(chunks.BeginToolCall(output, index), call with { InputJson = "" });
        chunks.EndToolCall(output);
        var json = chunks.BeginToolCall(output, index);
        json.WriteStartObject("function"u8);
        json.WriteString("arguments"u8, call.InputJson);
        json.WriteEndObject();
        chunks.EndToolCall(output);
    }
}
