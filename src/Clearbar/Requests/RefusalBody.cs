using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>Tells an upstream's own error from what proxies and broken connections leave in its place.</summary>
/// <remarks>
/// <code>
/// Anthropic  { "type": "error", "error": { "type": string, "message": string, … }, … }     API reference, errors, 2026
/// OpenAI     { "error": { "message": string, … } }                                         openai-node, 2026; local servers have others
/// AWS        { "message" / "Message": string, … }                                          REST-JSON
/// </code>
/// </remarks>
public static class RefusalBody
{
    /// <summary>True when a client of this dialect can read the body as an error; only then is it relayed as it is.</summary>
    public static bool IsReadable(Dialect dialect, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            return dialect switch
            {
                Dialect.Anthropic => HasText(root, "type")
                    && HasError(root, out var error) && HasText(error, "type") && HasText(error, "message"),
                Dialect.OpenAi => HasError(root, out var error) && HasText(error, "message"),
                _ => HasText(root, "message") || HasText(root, "Message"),
            };
        }
        catch (JsonException)
        {
            // Not JSON, or cut off: no error of the dialect.
            return false;
        }
    }

    private static bool HasError(JsonElement item, out JsonElement error) =>
        item.TryGetProperty("error", out error) && error.ValueKind == JsonValueKind.Object;

    private static bool HasText(JsonElement item, string member) =>
        item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String;
}
