using System.Buffers;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Wire.EventStream;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>
/// Converse and ConverseStream (AWS service model bedrock-runtime 2026-07-31): text and reasoning blocks have no start event, every payload
/// is padded, <c>metadata</c> with the usage comes last.
/// </summary>
internal sealed class ConverseShape : AnswerShape
{
    public override string StreamContentType => "application/vnd.amazon.eventstream";

    public override void WriteWhole(IBufferWriter<byte> output, EmulatedResponse response)
    {
        var answer = response.Answer;
        Json.Reset(output);
        Json.WriteStartObject();
        Json.WriteStartObject("output"u8);
        Json.WriteStartObject("message"u8);
        Json.WriteString("role"u8, "assistant"u8);
        Json.WriteStartArray("content"u8);
        WriteContent(answer);
        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.WriteEndObject();
        WriteStop(response);
        WriteUsage(response);
        WriteMetrics(response);
        Json.WriteEndObject();
        Json.Flush();
    }

    public override bool WritePiece(IBufferWriter<byte> output, EmulatedResponse response, in StreamPiece piece)
    {
        Restart();
        Json.WriteStartObject();
        switch (piece.Kind)
        {
            case PieceKind.MessageStart:
                Json.WriteString("role"u8, "assistant"u8);
                return Frame(output, response, piece, "messageStart"u8);
            case PieceKind.BlockStart when piece.Block == BlockKind.ToolUse:
                Json.WriteNumber("contentBlockIndex"u8, piece.Index);
                Json.WriteStartObject("start"u8);
                Json.WriteStartObject("toolUse"u8);
                Json.WriteString("toolUseId"u8, response.Answer.ToolCalls[piece.Call].Id);
                Json.WriteString("name"u8, response.Answer.ToolCalls[piece.Call].Name);
                Json.WriteEndObject();
                Json.WriteEndObject();
                return Frame(output, response, piece, "contentBlockStart"u8);
            case PieceKind.Delta:
            case PieceKind.Signature:
                Json.WriteNumber("contentBlockIndex"u8, piece.Index);
                Json.WriteStartObject("delta"u8);
                WriteDelta(response.Answer, piece);
                Json.WriteEndObject();
                return Frame(output, response, piece, "contentBlockDelta"u8);
            case PieceKind.BlockStop:
                Json.WriteNumber("contentBlockIndex"u8, piece.Index);
                return Frame(output, response, piece, "contentBlockStop"u8);
            case PieceKind.MessageDelta:
                WriteStop(response);
                return Frame(output, response, piece, "messageStop"u8);
            case PieceKind.MessageStop:
                WriteUsage(response);
                WriteMetrics(response);
                return Frame(output, response, piece, "metadata"u8);
            default:
                return false;
        }
    }

    public override void WriteStreamFailure(IBufferWriter<byte> output, string? exceptionType, string? message, string requestId) =>
        InvokeShape.WriteException(Scratch, Json, output, exceptionType, message);

    private bool Frame(IBufferWriter<byte> output, EmulatedResponse response, in StreamPiece piece, ReadOnlySpan<byte> type)
    {
        Json.WriteString("p"u8, Padding.Of(response, piece));
        Json.WriteEndObject();
        Json.Flush();
        EventStreamWriter.WriteEvent(output, type, Scratch.Written);
        return true;
    }

    private void WriteContent(EmulatedAnswer answer)
    {
        if (answer.HasThinking)
        {
            Json.WriteStartObject();
            Json.WriteStartObject("reasoningContent"u8);
            Json.WriteStartObject("reasoningText"u8);
            Json.WriteString("text"u8, answer.Thinking);
            Json.WriteString("signature"u8, answer.Signature);
            Json.WriteEndObject();
            Json.WriteEndObject();
            Json.WriteEndObject();
        }

        if (!string.IsNullOrEmpty(answer.Text))
        {
            Json.WriteStartObject();
            Json.WriteString("text"u8, answer.Text);
            Json.WriteEndObject();
        }

        foreach (var call in answer.ToolCalls)
        {
            Json.WriteStartObject();
            Json.WriteStartObject("toolUse"u8);
            Json.WriteString("toolUseId"u8, call.Id);
            Json.WriteString("name"u8, call.Name);
            Json.WritePropertyName("input"u8);
            Json.WriteRawValue(call.Input);
            Json.WriteEndObject();
            Json.WriteEndObject();
        }
    }

    private void WriteDelta(EmulatedAnswer answer, in StreamPiece piece)
    {
        if (piece.Block == BlockKind.ToolUse)
        {
            Json.WriteStartObject("toolUse"u8);
            Json.WriteString("input"u8, piece.Text.Span);
            Json.WriteEndObject();
        }
        else if (piece.Block == BlockKind.Thinking)
        {
            Json.WriteStartObject("reasoningContent"u8);
            if (piece.Kind == PieceKind.Signature)
            {
                Json.WriteString("signature"u8, answer.Signature);
            }
            else
            {
                Json.WriteString("text"u8, piece.Text.Span);
            }

            Json.WriteEndObject();
        }
        else
        {
            Json.WriteString("text"u8, piece.Text.Span);
        }
    }

    private void WriteStop(EmulatedResponse response)
    {
        var reason = response.Answer.StopReason;
        Json.WriteString("stopReason"u8, reason == "refusal" ? "content_filtered" : reason);
        if (response.TellStopSequence)
        {
            Json.WriteStartObject("additionalModelResponseFields"u8);
            Json.WriteString("stop_sequence"u8, response.Answer.StopSequence);
            Json.WriteEndObject();
        }
    }

    private void WriteUsage(EmulatedResponse response)
    {
        var usage = response.Usage;
        Json.WriteStartObject("usage"u8);
        Json.WriteNumber("inputTokens"u8, usage.Input);
        Json.WriteNumber("outputTokens"u8, usage.Output);
        Json.WriteNumber("totalTokens"u8, usage.Total);
        Json.WriteNumber("cacheReadInputTokens"u8, usage.CacheRead);
        Json.WriteNumber("cacheWriteInputTokens"u8, usage.CacheWrite5m + usage.CacheWrite1h);
        if (usage.CacheWrite5m + usage.CacheWrite1h > 0)
        {
            Json.WriteStartArray("cacheDetails"u8);
            WriteDetail("1h"u8, usage.CacheWrite1h);
            WriteDetail("5m"u8, usage.CacheWrite5m);
            Json.WriteEndArray();
        }

        Json.WriteEndObject();
    }

    private void WriteDetail(ReadOnlySpan<byte> ttl, long tokens)
    {
        if (tokens > 0)
        {
            Json.WriteStartObject();
            Json.WriteString("ttl"u8, ttl);
            Json.WriteNumber("inputTokens"u8, tokens);
            Json.WriteEndObject();
        }
    }

    private void WriteMetrics(EmulatedResponse response)
    {
        Json.WriteStartObject("metrics"u8);
        Json.WriteNumber("latencyMs"u8, response.LatencyMilliseconds);
        Json.WriteEndObject();
    }
}
