using System.Text.Json;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>
/// Writes Messages JSON: the whole message, and the objects of its stream (Anthropic Messages API, types of SDK 1.11).
/// </summary>
internal static class MessageJson
{
    /// <summary>
    /// Writes <c>{id, type, role, model, content[], stop_reason, stop_sequence, stop_details, usage}</c>.
    /// </summary>
    public static void WriteMessage(Utf8JsonWriter json, EmulatedResponse response)
    {
        var answer = response.Answer;
        json.WriteStartObject();
        WriteHead(json, response);
        json.WriteStartArray("content"u8);
        if (answer.HasThinking)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "thinking"u8);
            json.WriteString("thinking"u8, answer.Thinking);
            json.WriteString("signature"u8, answer.Signature);
            json.WriteEndObject();
        }

        if (!string.IsNullOrEmpty(answer.Text))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, answer.Text);
            json.WriteEndObject();
        }

        foreach (var call in answer.ToolCalls)
        {
            WriteToolStart(json, call);
            json.WritePropertyName("input"u8);
            json.WriteRawValue(call.Input);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteStop(json, answer);
        WriteUsage(json, response, answer.OutputTokens, true);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes one object of the stream and returns its type; <paramref name="metrics"/> adds Bedrock's invocation metrics to the last one.
    /// </summary>
    public static ReadOnlySpan<byte> WriteEvent(Utf8JsonWriter json, EmulatedResponse response, in StreamPiece piece, bool metrics)
    {
        var type = TypeOf(piece.Kind);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        switch (piece.Kind)
        {
            case PieceKind.MessageStart:
                json.WriteStartObject("message"u8);
                WriteHead(json, response);
                json.WriteStartArray("content"u8);
                json.WriteEndArray();
                json.WriteNull("stop_reason"u8);
                json.WriteNull("stop_sequence"u8);
                WriteUsage(json, response, Math.Min(1, response.Answer.OutputTokens), false);
                json.WriteEndObject();
                break;
            case PieceKind.BlockStart:
                json.WriteNumber("index"u8, piece.Index);
                json.WritePropertyName("content_block"u8);
                WriteBlockStart(json, response.Answer, piece);
                break;
            case PieceKind.Delta:
            case PieceKind.Signature:
                json.WriteNumber("index"u8, piece.Index);
                json.WriteStartObject("delta"u8);
                WriteDelta(json, response.Answer, piece);
                json.WriteEndObject();
                break;
            case PieceKind.BlockStop:
                json.WriteNumber("index"u8, piece.Index);
                break;
            case PieceKind.MessageDelta:
                json.WriteStartObject("delta"u8);
                WriteStop(json, response.Answer);
                json.WriteEndObject();
                WriteUsage(json, response, response.Answer.OutputTokens, true);
                break;
            case PieceKind.MessageStop when metrics:
                WriteMetrics(json, response);
                break;
            default:
                break;
        }

        json.WriteEndObject();
        return type;
    }

    /// <summary>Writes <c>{"type":"error","error":{type,message,details?:{error_code}},"request_id"}</c>.</summary>
    public static void WriteError(Utf8JsonWriter json, string type, string message, string requestId, string? errorCode = null)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, type);
        json.WriteString("message"u8, message);
        if (errorCode is not null)
        {
            json.WriteStartObject("details"u8);
            json.WriteString("error_code"u8, errorCode);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> TypeOf(PieceKind kind) => kind switch
    {
        PieceKind.MessageStart => "message_start"u8,
        PieceKind.BlockStart => "content_block_start"u8,
        PieceKind.Ping => "ping"u8,
        PieceKind.Delta or PieceKind.Signature => "content_block_delta"u8,
        PieceKind.BlockStop => "content_block_stop"u8,
        PieceKind.MessageDelta => "message_delta"u8,
        _ => "message_stop"u8,
    };

    private static void WriteHead(Utf8JsonWriter json, EmulatedResponse response)
    {
        json.WriteString("id"u8, response.Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, response.Model.Id);
    }

    private static void WriteBlockStart(Utf8JsonWriter json, EmulatedAnswer answer, in StreamPiece piece)
    {
        if (piece.Block == BlockKind.ToolUse)
        {
            WriteToolStart(json, answer.ToolCalls[piece.Call]);
            json.WriteStartObject("input"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        var name = piece.Block == BlockKind.Thinking ? "thinking"u8 : "text"u8;
        json.WriteStartObject();
        json.WriteString("type"u8, name);
        json.WriteString(name, ""u8);
        if (piece.Block == BlockKind.Thinking)
        {
            json.WriteString("signature"u8, ""u8);
        }

        json.WriteEndObject();
    }

    private static void WriteToolStart(Utf8JsonWriter json, EmulatedToolCall call)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
    }

    private static void WriteDelta(Utf8JsonWriter json, EmulatedAnswer answer, in StreamPiece piece)
    {
        if (piece.Kind == PieceKind.Signature)
        {
            json.WriteString("type"u8, "signature_delta"u8);
            json.WriteString("signature"u8, answer.Signature);
            return;
        }

        var (type, member) = piece.Block switch
        {
            BlockKind.Thinking => ("thinking_delta", "thinking"),
            BlockKind.ToolUse => ("input_json_delta", "partial_json"),
            _ => ("text_delta", "text"),
        };
        json.WriteString("type"u8, type);
        json.WriteString(member, piece.Text.Span);
    }

    private static void WriteStop(Utf8JsonWriter json, EmulatedAnswer answer)
    {
        json.WriteString("stop_reason"u8, answer.StopReason);
        json.WriteString("stop_sequence"u8, answer.StopSequence);
        if (answer.StopReason == "refusal")
        {
            json.WriteStartObject("stop_details"u8);
            json.WriteString("type"u8, "refusal"u8);
            json.WriteString("category"u8, "emulated"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("stop_details"u8);
        }
    }

    private static void WriteUsage(Utf8JsonWriter json, EmulatedResponse response, int output, bool final)
    {
        var usage = response.Usage;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.Input);
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWrite5m + usage.CacheWrite1h);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead);
        json.WriteStartObject("cache_creation"u8);
        json.WriteNumber("ephemeral_5m_input_tokens"u8, usage.CacheWrite5m);
        json.WriteNumber("ephemeral_1h_input_tokens"u8, usage.CacheWrite1h);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, output);
        if (final && response.Answer.HasThinking)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, response.Answer.ThinkingTokens);
            json.WriteEndObject();
        }

        json.WriteString("service_tier"u8, "standard"u8);
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, EmulatedResponse response)
    {
        json.WriteStartObject("amazon-bedrock-invocationMetrics"u8);
        json.WriteNumber("inputTokenCount"u8, response.Usage.Input);
        json.WriteNumber("outputTokenCount"u8, response.Usage.Output);
        json.WriteNumber("invocationLatency"u8, response.LatencyMilliseconds);
        json.WriteNumber("firstByteLatency"u8, response.FirstByteMilliseconds);
        json.WriteNumber("cacheReadInputTokenCount"u8, response.Usage.CacheRead);
        json.WriteNumber("cacheWriteInputTokenCount"u8, response.Usage.CacheWrite5m + response.Usage.CacheWrite1h);
        json.WriteEndObject();
    }
}
