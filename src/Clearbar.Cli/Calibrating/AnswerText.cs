using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Gates.Agreement;
using Clearbar.Wire;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// Answers and labels in one spelling, so that equal ones compare equal: JSON objects and arrays canonically, tool calls as a JSON array of
/// <c>{"input":…,"name":…}</c> in the order of the calls, everything else as it is.
/// </summary>
internal static class AnswerText
{
    public static string Of(Answer answer)
    {
        if (answer.ToolCalls.Count == 0)
        {
            return Of(answer.Text);
        }

        var calls = new JsonArray();
        foreach (var call in answer.ToolCalls)
        {
            calls.Add(new JsonObject { ["name"] = call.Name, ["input"] = InputOf(call.InputJson) });
        }

        return Of(calls.ToJsonString());
    }

    public static string Of(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed[0] is not ('{' or '['))
        {
            return text;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return CanonicalJson.Of(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // No JSON after all, or a string in it that is no text (half a surrogate pair): it stands as it was said.
            return text;
        }
    }

    /// <summary>A label as written in the file: text as it is, everything else as JSON.</summary>
    public static string Of(JsonElement label) => Of(label.ValueKind == JsonValueKind.String ? label.GetString()! : label.GetRawText());

    private static JsonNode? InputOf(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            // A call cut off at max_tokens: its text still tells it from a whole one.
            return JsonValue.Create(json);
        }
    }
}
