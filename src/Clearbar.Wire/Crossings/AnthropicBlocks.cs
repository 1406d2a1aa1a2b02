using System.Text.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Writes as blocks of the Messages dialect what an assistant says in Converse, in an answer or in an earlier turn; the table stands at
/// <see cref="ConverseBlocks"/>.
/// </summary>
internal static class AnthropicBlocks
{
    /// <summary>Writes a string as a text block.</summary>
    public static void WriteText(Utf8JsonWriter json, BodyNode text, CacheMarker marker = CacheMarker.None)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteCopy("text"u8, text);
        CacheMarkers.WriteCacheControl(json, marker);
        json.WriteEndObject();
    }

    /// <summary>Writes the value of <c>citationsContent</c>; the citations that have no twin are counted.</summary>
    public static void WriteCited(Utf8JsonWriter json, BodyNode cited, bool withCitations, CacheMarker marker, out int citationsLost)
    {
        citationsLost = 0;
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WritePropertyName("text"u8);
        JoinedText.Write(json, cited["content"u8]);
        if (withCitations)
        {
            json.WriteStartArray("citations"u8);
            foreach (var citation in cited["citations"u8].Elements)
            {
                citationsLost += Citations.TryWriteAnthropic(json, citation) ? 0 : 1;
            }

            json.WriteEndArray();
        }

        CacheMarkers.WriteCacheControl(json, marker);
        json.WriteEndObject();
    }

    /// <summary>Writes the value of <c>toolUse</c>.</summary>
    public static void WriteToolUse(Utf8JsonWriter json, BodyNode call, string id, CacheMarker marker = CacheMarker.None)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, id);
        json.WriteCopyIfThere("name"u8, call["name"u8]);
        json.WritePropertyName("input"u8);
        json.WriteRawValue(call["input"u8] is { Exists: true } input ? input.Raw : "{}"u8, skipInputValidation: true);
        CacheMarkers.WriteCacheControl(json, marker);
        json.WriteEndObject();
    }

    /// <summary>
    /// Tells whether a value of <c>reasoningContent</c> may be sent to a model: Claude accepts back only thinking that it signed itself.
    /// </summary>
    public static bool IsSigned(BodyNode reasoning) =>
        reasoning["reasoningText"u8]["signature"u8].IsFilledString || reasoning["redactedContent"u8].IsString;

    /// <summary>Writes the value of <c>reasoningContent</c>; nothing for one that holds neither text nor redacted content.</summary>
    public static void WriteReasoning(Utf8JsonWriter json, BodyNode reasoning)
    {
        var text = reasoning["reasoningText"u8];
        if (text.IsObject)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "thinking"u8);
            json.WritePropertyName("thinking"u8);
            json.WriteRawValue(text["text"u8] is { IsString: true } words ? words.Raw : "\"\""u8, skipInputValidation: true);
            json.WritePropertyName("signature"u8);
            json.WriteRawValue(text["signature"u8] is { IsString: true } signature ? signature.Raw : "\"\""u8, skipInputValidation: true);
            json.WriteEndObject();
        }
        else if (reasoning["redactedContent"u8] is { IsString: true } redacted)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteCopy("data"u8, redacted);
            json.WriteEndObject();
        }
    }
}
