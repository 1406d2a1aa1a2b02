using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>
/// A tool call's arguments: JSON text inside a string in Chat Completions, an object in Messages. Models make mistakes in such text, so it
/// is read before it is written as an object.
/// </summary>
internal static class ToolInput
{
    /// <summary>True when the text is one whole JSON object.</summary>
    public static bool IsObject(ReadOnlySpan<byte> text, out JsonValue input)
    {
        try
        {
            return JsonValue.TryParseObject(text, out input);
        }
        catch (JsonException)
        {
            input = default;
            return false;
        }
    }
}
