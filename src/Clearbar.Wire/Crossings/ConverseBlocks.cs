using System.Text.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Writes as blocks of Converse what an assistant says in the Messages dialect, in an answer or in an earlier turn.
/// <code>
/// text{text, citations}      {text} / {citationsContent: {content: [{text}], citations}}
/// tool_use{id, name, input}  {toolUse: {toolUseId, name, input}}
/// thinking{thinking, signature}   {reasoningContent: {reasoningText: {text, signature}}}
/// redacted_thinking{data}    {reasoningContent: {redactedContent}}    ; the data is base64 already
/// </code>
/// </summary>
internal static class ConverseBlocks
{
    /// <summary>Writes a text block that is not empty; the citations that have no twin are counted.</summary>
    public static void WriteText(Utf8JsonWriter json, BodyNode block, out int citationsLost)
    {
        citationsLost = 0;
        json.WriteStartObject();
        if (block["citations"u8].Elements.Following.Exists)
        {
            json.WriteStartObject("citationsContent"u8);
            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            json.WriteCopy("text"u8, block["text"u8]);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("citations"u8);
            foreach (var citation in block["citations"u8].Elements)
            {
                citationsLost += Citations.TryWriteConverse(json, citation) ? 0 : 1;
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
        else
        {
            json.WriteCopy("text"u8, block["text"u8]);
        }

        json.WriteEndObject();
    }

    public static void WriteToolUse(Utf8JsonWriter json, BodyNode block, string id)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, id);
        json.WriteCopyIfThere("name"u8, block["name"u8]);
        json.WritePropertyName("input"u8);
        json.WriteRawValue(block["input"u8] is { Exists: true } input ? input.Raw : "{}"u8, skipInputValidation: true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteThinking(Utf8JsonWriter json, BodyNode block)
    {
        json.WriteStartObject();
        json.WriteStartObject("reasoningContent"u8);
        json.WriteStartObject("reasoningText"u8);
        json.WriteCopyIfThere("text"u8, block["thinking"u8]);
        json.WriteCopyIfThere("signature"u8, block["signature"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteRedacted(Utf8JsonWriter json, BodyNode block)
    {
        json.WriteStartObject();
        json.WriteStartObject("reasoningContent"u8);
        json.WriteCopyIfThere("redactedContent"u8, block["data"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
