using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.Requests.Repairs;

/// <summary>
/// Writes the two turns of a repair as they follow the last element of <c>messages</c>, comma included.
/// <code>
/// Messages, InvokeModel: ,{"role":"assistant","content":[text?, tool_use*]},{"role":"user","content":[tool_result(is_error)* | text]}
/// Converse:              ,{"role":"assistant","content":[{text}?, {toolUse}*]},{"role":"user","content":[{toolResult(status error)}* | {text}]}
/// </code>
/// A ladder's rungs are Claude models, so no upstream of a repair speaks Chat Completions. Every tool call has its result in the next turn, as both demand;
/// a call's input that is no JSON object goes back under the key <c>INVALID_JSON</c> (Anthropic, "Fine-grained tool streaming", 2026). Thinking is left out,
/// which is allowed where no tool was called.
/// </summary>
internal static class RepairTurns
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// Whether the turns can stand behind the last message: not behind a prefilled answer, which the client puts in front of what comes back.
    /// </summary>
    public static bool CanFollow(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        if (!outline.TryGetMember("messages", out var messages))
        {
            return false;
        }

        var isAssistant = true;
        var reader = new Utf8JsonReader(messages.Value.Of(body), new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRole = reader.ValueTextEquals("role"u8);
                reader.Read();
                isAssistant = isRole ? reader.TokenType != JsonTokenType.String || reader.ValueTextEquals("assistant"u8) : isAssistant;
                reader.Skip();
            }
        }

        return !isAssistant;
    }

    public static string Write(Dialect dialect, Answer refused, in GateVerdict verdict)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartArray();
            if (dialect == Dialect.Converse)
            {
                WriteBlocks(json, refused, verdict, isTyped: false, ConverseCall, ConverseResult);
            }
            else
            {
                WriteBlocks(json, refused, verdict, isTyped: true, MessagesCall, MessagesResult);
            }

            json.WriteEndArray();
        }

        // The array's brackets only made it JSON: its elements go into the client's own array.
        return "," + Encoding.UTF8.GetString(output.WrittenSpan[1..^1]);
    }

    public static int TextBytesOf(Answer refused, in GateVerdict verdict)
    {
        var told = Encoding.UTF8.GetByteCount(ToldOf(refused, verdict));
        var bytes = Encoding.UTF8.GetByteCount(refused.Text);
        foreach (var call in refused.ToolCalls)
        {
            bytes += Encoding.UTF8.GetByteCount(call.InputJson) + call.Name.Length + (2 * call.Id.Length) + told;
        }

        return bytes + told;
    }

    private static string ToldOf(Answer refused, in GateVerdict verdict)
    {
        var wanted = verdict.Wanted is { } words ? $" Wanted: {words}." : "";
        return refused.ToolCalls.Count > 0
            ? $"Nothing was run: the turn did not pass a check: {verdict.Reason}.{wanted} Give the whole turn again with that put right."
            : $"This answer did not pass a check: {verdict.Reason}.{wanted} Give the whole answer again with that put right, and nothing else.";
    }

    /// <param name="isTyped">Blocks say their type in a member of their own.</param>
    private static void WriteBlocks(
        Utf8JsonWriter json,
        Answer refused,
        in GateVerdict verdict,
        bool isTyped,
        Action<Utf8JsonWriter, ToolCall> call,
        Action<Utf8JsonWriter, ToolCall, string> result)
    {
        StartTurn(json, "assistant");
        if (!string.IsNullOrWhiteSpace(refused.Text))
        {
            WriteText(json, refused.Text, isTyped);
        }

        foreach (var made in refused.ToolCalls)
        {
            call(json, made);
        }

        EndTurn(json);
        StartTurn(json, "user");
        var told = ToldOf(refused, verdict);
        foreach (var made in refused.ToolCalls)
        {
            result(json, made, told);
        }

        if (refused.ToolCalls.Count == 0)
        {
            WriteText(json, told, isTyped);
        }

        EndTurn(json);
    }

    private static void StartTurn(Utf8JsonWriter json, string role)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteStartArray("content"u8);
    }

    private static void EndTurn(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text, bool isTyped)
    {
        json.WriteStartObject();
        if (isTyped)
        {
            json.WriteString("type"u8, "text"u8);
        }

        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private static void MessagesCall(Utf8JsonWriter json, ToolCall call)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("input"u8);
        WriteInput(json, call);
        json.WriteEndObject();
    }

    private static void MessagesResult(Utf8JsonWriter json, ToolCall call, string told)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_use_id"u8, call.Id);
        json.WriteBoolean("is_error"u8, true);
        json.WriteString("content"u8, told);
        json.WriteEndObject();
    }

    private static void ConverseCall(Utf8JsonWriter json, ToolCall call)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("input"u8);
        WriteInput(json, call);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void ConverseResult(Utf8JsonWriter json, ToolCall call, string told)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, call.Id);
        json.WriteString("status"u8, "error"u8);
        json.WriteStartArray("content"u8);
        WriteText(json, told, isTyped: false);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The input in the model's own bytes where they are an object.</summary>
    private static void WriteInput(Utf8JsonWriter json, ToolCall call)
    {
        if (IsObject(call.InputJson))
        {
            json.WriteRawValue(call.InputJson, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        json.WriteString("INVALID_JSON"u8, call.InputJson);
        json.WriteEndObject();
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
