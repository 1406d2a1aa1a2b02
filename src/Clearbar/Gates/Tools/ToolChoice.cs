using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Gates.Tools;

/// <summary>Whether a request forces a tool call.</summary>
/// <remarks>
/// Anthropic <c>tool_choice.type</c> is <c>any</c> or <c>tool</c>; Converse <c>toolConfig.toolChoice</c> has <c>any</c> or <c>tool</c> (AWS service
/// model, bedrock-runtime); OpenAI <c>tool_choice</c> is <c>"required"</c>, or an object that names a function or a custom tool, or
/// <c>allowed_tools</c> in mode <c>required</c>.
/// </remarks>
internal static class ToolChoice
{
    public static bool ForcesCall(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        if (!outline.TryGetMember(outline.Dialect == Dialect.Converse ? "toolConfig" : "tool_choice", out var member)
            || !StrictJson.IsValid(member.Value.Of(body)))
        {
            return false;
        }

        var reader = new Utf8JsonReader(member.Value.Of(body));
        using var json = JsonDocument.ParseValue(ref reader);
        var choice = json.RootElement;
        return outline.Dialect switch
        {
            Dialect.Converse => Member(choice, "toolChoice") is { } chosen && (Member(chosen, "any") ?? Member(chosen, "tool")) is not null,
            Dialect.OpenAi => choice.ValueKind == JsonValueKind.String ? choice.ValueEquals("required") : NamesTool(choice),
            _ => Is(choice, "type", "any") || Is(choice, "type", "tool"),
        };
    }

    private static bool NamesTool(JsonElement choice) => Is(choice, "type", "function") || Is(choice, "type", "custom")
        || (Member(choice, "allowed_tools") is { } allowed && Is(allowed, "mode", "required"));

    private static bool Is(JsonElement element, string name, string value) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } found && found.ValueEquals(value);

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
