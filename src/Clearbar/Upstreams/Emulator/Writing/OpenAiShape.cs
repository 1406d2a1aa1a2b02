using System.Buffers;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>
/// Chat Completions: one object, or lines <c>data: chunk LF LF</c> that end with <c>data: [DONE] LF LF</c> (OpenAI API reference, types of
/// SDK 6.49). Thinking is not shown; its tokens count as reasoning.
/// </summary>
internal sealed class OpenAiShape : AnswerShape
{
    public override string StreamContentType => "text/event-stream; charset=utf-8";

    public override void WriteWhole(IBufferWriter<byte> output, EmulatedResponse response)
    {
        var answer = response.Answer;
        Json.Reset(output);
        WriteHead(response, "chat.completion"u8);
        Json.WriteStartArray("choices"u8);
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, 0);
        Json.WriteStartObject("message"u8);
        Json.WriteString("role"u8, "assistant"u8);
        Json.WriteString("content"u8, answer.ToolCalls.Count == 0 ? answer.Text ?? "" : null);
        Json.WriteNull("refusal"u8);
        if (answer.ToolCalls.Count > 0)
        {
            Json.WriteStartArray("tool_calls"u8);
            foreach (var made in answer.ToolCalls)
            {
                WriteToolCall(made, made.Input, index: null);
            }

            Json.WriteEndArray();
        }

        Json.WriteEndObject();
        Json.WriteString("finish_reason"u8, FinishOf(answer));
        Json.WriteNull("logprobs"u8);
        Json.WriteEndObject();
        Json.WriteEndArray();
        WriteUsage(response);
        Json.WriteEndObject();
        Json.Flush();
    }

    public override bool WritePiece(IBufferWriter<byte> output, EmulatedResponse response, in StreamPiece piece)
    {
        Restart();
        switch (piece.Kind)
        {
            case PieceKind.MessageStart:
                BeginChunk(response);
                Json.WriteString("role"u8, "assistant"u8);
                Json.WriteString("content"u8, ""u8);
                EndChunk(output, response, null);
                return true;
            case PieceKind.BlockStart when piece.Block == BlockKind.ToolUse:
                BeginChunk(response);
                Json.WriteStartArray("tool_calls"u8);
                // An empty input has no deltas to come, and clients parse the sum of the pieces.
                var call = response.Answer.ToolCalls[piece.Call];
                WriteToolCall(call, call.Input == "{}" ? "{}" : "", piece.Call);
                Json.WriteEndArray();
                EndChunk(output, response, null);
                return true;
            case PieceKind.Delta when piece.Block != BlockKind.Thinking:
                BeginChunk(response);
                WriteDelta(piece);
                EndChunk(output, response, null);
                return true;
            case PieceKind.MessageDelta:
                BeginChunk(response);
                EndChunk(output, response, FinishOf(response.Answer));
                return true;
            case PieceKind.MessageStop:
                WriteEnd(output, response);
                return true;
            default:
                return false;
        }
    }

    public override void WriteStreamFailure(IBufferWriter<byte> output, string? exceptionType, string? message, string requestId)
    {
        Restart();
        WriteError(Json, exceptionType is null ? "server_error" : FailureShape.TypeOfException(exceptionType), null,
            message ?? FailureShape.Of(Failure.Overloaded).Message);
        Json.Flush();
        WriteLine(output);
    }

    /// <summary>Writes <c>{"error":{message,type,param,code}}</c>.</summary>
    public static void WriteError(Utf8JsonWriter json, string type, string? code, string message)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, message);
        json.WriteString("type"u8, type);
        json.WriteNull("param"u8);
        json.WriteString("code"u8, code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string FinishOf(EmulatedAnswer answer) => answer.StopReason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        _ => "stop",
    };

    private void WriteHead(EmulatedResponse response, ReadOnlySpan<byte> kind)
    {
        Json.WriteStartObject();
        Json.WriteString("id"u8, response.Id);
        Json.WriteString("object"u8, kind);
        Json.WriteNumber("created"u8, response.CreatedSeconds);
        Json.WriteString("model"u8, response.ModelAsked);
        Json.WriteString("system_fingerprint"u8, "fp_clearbar_emulated"u8);
    }

    private void BeginChunk(EmulatedResponse response)
    {
        WriteHead(response, "chat.completion.chunk"u8);
        Json.WriteStartArray("choices"u8);
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, 0);
        Json.WriteStartObject("delta"u8);
    }

    private void EndChunk(IBufferWriter<byte> output, EmulatedResponse response, string? finish)
    {
        Json.WriteEndObject();
        Json.WriteNull("logprobs"u8);
        Json.WriteString("finish_reason"u8, finish);
        Json.WriteEndObject();
        Json.WriteEndArray();
        if (response.TellUsageInStream)
        {
            Json.WriteNull("usage"u8);
        }

        Json.WriteEndObject();
        Json.Flush();
        WriteLine(output);
    }

    private void WriteDelta(in StreamPiece piece)
    {
        if (piece.Block == BlockKind.Text)
        {
            Json.WriteString("content"u8, piece.Text.Span);
            return;
        }

        Json.WriteStartArray("tool_calls"u8);
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, piece.Call);
        Json.WriteStartObject("function"u8);
        Json.WriteString("arguments"u8, piece.Text.Span);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteEndArray();
    }

    /// <summary>The usage chunk where it was asked for, with no choices in it, and the end mark.</summary>
    private void WriteEnd(IBufferWriter<byte> output, EmulatedResponse response)
    {
        if (response.TellUsageInStream)
        {
            WriteHead(response, "chat.completion.chunk"u8);
            Json.WriteStartArray("choices"u8);
            Json.WriteEndArray();
            WriteUsage(response);
            Json.WriteEndObject();
            Json.Flush();
            WriteLine(output);
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    private void WriteToolCall(EmulatedToolCall call, string arguments, int? index)
    {
        Json.WriteStartObject();
        if (index is { } number)
        {
            Json.WriteNumber("index"u8, number);
        }

        Json.WriteString("id"u8, call.Id);
        Json.WriteString("type"u8, "function"u8);
        Json.WriteStartObject("function"u8);
        Json.WriteString("name"u8, call.Name);
        Json.WriteString("arguments"u8, arguments);
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void WriteUsage(EmulatedResponse response)
    {
        var usage = response.Usage;
        Json.WriteStartObject("usage"u8);
        Json.WriteNumber("prompt_tokens"u8, usage.Prompt);
        Json.WriteNumber("completion_tokens"u8, usage.Output);
        Json.WriteNumber("total_tokens"u8, usage.Prompt + usage.Output);
        Json.WriteStartObject("prompt_tokens_details"u8);
        Json.WriteNumber("cached_tokens"u8, usage.CacheRead);
        Json.WriteEndObject();
        Json.WriteStartObject("completion_tokens_details"u8);
        Json.WriteNumber("reasoning_tokens"u8, response.Answer.ThinkingTokens);
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void WriteLine(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        output.Write(Scratch.Written);
        output.Write("\n\n"u8);
    }
}
