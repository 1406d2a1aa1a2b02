using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Clearbar.Gates.Webhooks;

/// <summary>
/// What a gate's webhook is sent.
/// <code>
/// { "request_id", "class", "rung", "model", "text",
///   "tool_calls": [ { "id", "name", "input" } ],      ; input as text where it is no JSON
///   "json"?,                                          ; the text as JSON, repaired, where it is
///   "prompt"? }                                       ; the client's request, only where the owner asks for it
/// </code>
/// </summary>
internal static class WebhookBody
{
    public static byte[] Write(GateInput input, GateQuestion question, bool sendPrompt)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = 128 }))
        {
            json.WriteStartObject();
            json.WriteString("request_id", question.RequestId);
            json.WriteString("class", question.Class);
            json.WriteString("rung", question.Rung);
            json.WriteString("model", question.Model);
            WriteText(json, "text", input.Answer.Text);
            WriteCalls(json, input);
            if (input.Json() is { HasValue: true } reading)
            {
                json.WritePropertyName("json");
                json.WriteRawValue(reading.Utf8.Span, skipInputValidation: true);
            }

            if (sendPrompt)
            {
                WritePrompt(json, question.Request.Body.Span);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, GateInput input)
    {
        json.WriteStartArray("tool_calls");
        for (var call = 0; call < input.Answer.ToolCalls.Count; call++)
        {
            json.WriteStartObject();
            WriteText(json, "id", input.Answer.ToolCalls[call].Id);
            WriteText(json, "name", input.Answer.ToolCalls[call].Name);
            if (input.JsonOfCall(call) is { Status: JsonStatus.Valid } reading)
            {
                json.WritePropertyName("input");
                json.WriteRawValue(reading.Utf8.Span, skipInputValidation: true);
            }
            else
            {
                WriteText(json, "input", input.Answer.ToolCalls[call].InputJson);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePrompt(Utf8JsonWriter json, ReadOnlySpan<byte> body)
    {
        json.WritePropertyName("prompt");
        if (Utf8.IsValid(body) && StrictJson.IsValid(body))
        {
            json.WriteRawValue(body, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body)));
        }
    }

    // Half a surrogate pair becomes U+FFFD here, where the writer would refuse it.
    private static void WriteText(Utf8JsonWriter json, string name, string text) => json.WriteString(name, Encoding.UTF8.GetBytes(text));
}
