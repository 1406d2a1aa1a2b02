namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <content>
/// One content block other than text.
/// <code>
/// image, source base64                     {image: {format, source: {bytes}}}
/// document                                 {document}; RequestWriter.Documents.cs
/// tool_use, thinking, redacted_thinking    <see cref="ConverseBlocks"/>
/// tool_result{tool_use_id, content, is_error}   {toolResult: {toolUseId, content, status}}
/// search_result                            {searchResult}
/// sources url and file, server tools, others    (refused)
/// </code>
/// </content>
internal sealed partial class RequestWriter
{
    // Returns the last cache marker found inside the block, which has no place there.
    private BodyNode WriteBlock(BodyNode block, BodyNode type, Place place, int at)
    {
        if (type.Is("tool_use"u8))
        {
            if (block["caller"u8].Exists)
            {
                losses.Add($"-caller@{place}");
            }

            ConverseBlocks.WriteToolUse(json, block, ToolId(block["id"u8], place));
        }
        else if (type.Is("tool_result"u8))
        {
            return WriteToolResult(block, place, at);
        }
        else if (type.Is("thinking"u8))
        {
            ConverseBlocks.WriteThinking(json, block);
        }
        else if (type.Is("redacted_thinking"u8))
        {
            ConverseBlocks.WriteRedacted(json, block);
        }
        else
        {
            WriteMedia(block, type, $"{place}.content.{at}");
        }

        return default;
    }

    private BodyNode WriteToolResult(BodyNode result, Place place, int at)
    {
        var nested = default(BodyNode);
        var content = result["content"u8];
        json.WriteStartObject();
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, ToolId(result["tool_use_id"u8], place));
        json.WriteStartArray("content"u8);
        if (content.IsFilledString)
        {
            WriteText(content);
        }

        var elements = content.Elements;
        for (var index = 0; elements.MoveNext(); index++)
        {
            var part = elements.Current;
            if (part["cache_control"u8] is { Exists: true } marker)
            {
                RecordIfThere(nested, $"cache_control@{place}");
                nested = marker;
            }

            if (!part["type"u8].Is("text"u8))
            {
                WriteMedia(part, part["type"u8], $"{place}.content.{at}.content.{index}");
            }
            else if (part["text"u8].IsFilledString)
            {
                WriteText(part["text"u8]);
            }
            else
            {
                losses.Add($"-text@{place}");
            }
        }

        json.WriteEndArray();
        if (result["is_error"u8].IsTrue)
        {
            json.WriteString("status"u8, "error"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return nested;
    }

    // What may stand in a message and in a tool's result.
    private void WriteMedia(BodyNode block, BodyNode type, string path)
    {
        if (type.Is("image"u8))
        {
            WriteImage(block, path);
        }
        else if (type.Is("document"u8))
        {
            WriteDocument(block, path);
        }
        else if (type.Is("search_result"u8))
        {
            WriteSearchResult(block, path);
        }
        else
        {
            Refuse(
                "This kind of content block cannot be sent to Bedrock. Send text, images, documents, search results or tool blocks.", path);
        }
    }

    private void WriteImage(BodyNode image, string path)
    {
        var source = image["source"u8];
        var mediaType = source["media_type"u8];
        var format = mediaType.Is("image/png"u8) ? "png"u8
            : mediaType.Is("image/jpeg"u8) || mediaType.Is("image/jpg"u8) ? "jpeg"u8
            : mediaType.Is("image/gif"u8) ? "gif"u8
            : mediaType.Is("image/webp"u8) ? "webp"u8
            : default;
        if (!source["type"u8].Is("base64"u8) || !source["data"u8].IsString || format.IsEmpty)
        {
            Refuse("Bedrock reads neither URLs nor files: give the image as base64, in png, jpeg, gif or webp.", path + ".source");
            return;
        }

        RecordIfThere(image["transformations"u8], $"-transformations@{path}");
        json.WriteStartObject();
        json.WriteStartObject("image"u8);
        json.WriteString("format"u8, format);
        json.WriteStartObject("source"u8);
        json.WriteCopy("bytes"u8, source["data"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSearchResult(BodyNode result, string path)
    {
        json.WriteStartObject();
        json.WriteStartObject("searchResult"u8);
        json.WriteCopyIfThere("source"u8, result["source"u8]);
        json.WriteCopyIfThere("title"u8, result["title"u8]);
        json.WriteStartArray("content"u8);
        foreach (var part in result["content"u8].Elements)
        {
            RecordIfThere(part["cache_control"u8], $"cache_control@{path}");
            if (part["text"u8] is { IsFilledString: true } text)
            {
                WriteText(text);
            }
        }

        json.WriteEndArray();
        json.WriteCopyIfThere("citations"u8, result["citations"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
