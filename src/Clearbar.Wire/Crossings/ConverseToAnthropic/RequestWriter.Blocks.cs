namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <content>
/// One content block.
/// <code>
/// {text}                                      text
/// {image: {format, source: {bytes}}}          image, source base64
/// {document: {format, name, source, ...}}     document; RequestWriter.Documents.cs
/// {toolUse}, {reasoningContent}, {citationsContent}   <see cref="AnthropicBlocks"/>
/// {toolResult: {toolUseId, content, status}}  tool_result; json becomes text
/// {searchResult}                              search_result
/// {guardContent}                              text or image, no longer guarded
/// {video}, {audio}, {toolAddition}, {toolRemoval}, S3 locations   (refused)
/// </code>
/// </content>
internal sealed partial class RequestWriter
{
    // False when nothing was written, or something that cannot carry a cache marker.
    private bool TryWriteBlock(BodyMember block, BodyElements elements, Role role, Place place, int at)
    {
        if (block.Is("reasoningContent"u8))
        {
            WriteReasoning(block.Value, role, place);
            return false;
        }

        OpenMessage(role);
        var marker = TakeFollowing(elements, place);
        if (block.Is("text"u8))
        {
            AnthropicBlocks.WriteText(json, block.Value, marker);
        }
        else if (block.Is("toolUse"u8))
        {
            WriteToolUse(block.Value, marker, place, at);
        }
        else if (block.Is("toolResult"u8))
        {
            WriteToolResult(block.Value, marker, place, at);
        }
        else if (block.Is("citationsContent"u8))
        {
            WriteCited(block.Value, role, marker, place);
        }
        else if (block.Is("guardContent"u8))
        {
            RecordGuard(isGuarded: true, place);
            WriteGuarded(block.Value.OnlyMember, marker, $"{place}.content.{at}");
        }
        else
        {
            WriteMedia(block, marker, $"{place}.content.{at}");
        }

        return true;
    }

    private void WriteReasoning(BodyNode reasoning, Role role, Place place)
    {
        if (!AnthropicBlocks.IsSigned(reasoning))
        {
            losses.Add($"-reasoningContent@{place}");
            return;
        }

        OpenMessage(role);
        AnthropicBlocks.WriteReasoning(json, reasoning);
    }

    private void WriteToolUse(BodyNode call, CacheMarker marker, Place place, int at)
    {
        if (call["type"u8].Exists)
        {
            Refuse("Tools that run on the server cannot be sent to this model.", $"{place}.content.{at}.toolUse.type");
        }

        AnthropicBlocks.WriteToolUse(json, call, ToolId(call["toolUseId"u8], place), marker);
    }

    private void WriteToolResult(BodyNode result, CacheMarker marker, Place place, int at)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_use_id"u8, ToolId(result["toolUseId"u8], place));
        json.WriteStartArray("content"u8);
        var elements = result["content"u8].Elements;
        for (var index = 0; elements.MoveNext(); index++)
        {
            var part = elements.Current.OnlyMember;
            if (part.Is("json"u8))
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, part.Value.Raw);
                json.WriteEndObject();
                losses.Add($"toolResult.json@{place}");
            }
            else if (!part.Is("text"u8))
            {
                WriteMedia(part, CacheMarker.None, $"{place}.content.{at}.toolResult.content.{index}");
            }
            else if (part.Value.IsFilledString)
            {
                AnthropicBlocks.WriteText(json, part.Value);
            }
            else
            {
                losses.Add($"-text@{place}");
            }
        }

        json.WriteEndArray();
        if (result["status"u8].Is("error"u8))
        {
            json.WriteBoolean("is_error"u8, true);
        }

        if (result["type"u8].Exists)
        {
            losses.Add($"-toolResult.type@{place}");
        }

        CacheMarkers.WriteCacheControl(json, marker);
        json.WriteEndObject();
    }

    // Version 2026-10-21 of the Messages API refuses citations on what a user says.
    private void WriteCited(BodyNode cited, Role role, CacheMarker marker, Place place)
    {
        var has = cited["citations"u8].Elements.Following.Exists;
        AnthropicBlocks.WriteCited(json, cited, has && role == Role.Assistant, marker, out var lost);
        if (lost > 0 || (has && role != Role.Assistant))
        {
            losses.Add($"-citations@{place}");
        }

        // Only citations of search results have a source in the Messages dialect.
        foreach (var citation in cited["citations"u8].Elements)
        {
            if (!citation["location"u8]["searchResultLocation"u8].Exists)
            {
                RecordIfThere(citation["source"u8], $"-citations.source@{place}");
            }
        }
    }

    private void WriteGuarded(BodyMember guarded, CacheMarker marker, string path)
    {
        if (guarded.Is("text"u8) && guarded.Value["text"u8].IsString)
        {
            AnthropicBlocks.WriteText(json, guarded.Value["text"u8], marker);
        }
        else
        {
            WriteMedia(guarded, marker, path);
        }
    }

    // What may stand in a message and in a tool's result.
    private void WriteMedia(BodyMember block, CacheMarker marker, string path)
    {
        if (block.Is("image"u8))
        {
            WriteImage(block.Value, marker, path);
        }
        else if (block.Is("document"u8))
        {
            WriteDocument(block.Value, marker, path);
        }
        else if (block.Is("searchResult"u8))
        {
            WriteSearchResult(block.Value, marker);
        }
        else
        {
            Refuse("This kind of content block cannot be sent to this model. Send text, images, documents or tool blocks.", path);
        }
    }

    private void WriteImage(BodyNode image, CacheMarker marker, string path)
    {
        if (image["source"u8]["bytes"u8] is not { IsString: true } bytes)
        {
            Refuse("The image must be given as bytes for this model: it cannot read S3.", path + ".image.source");
            return;
        }

        RecordIfThere(image["error"u8], $"-image.error@{path}");
        json.WriteStartObject();
        json.WriteString("type"u8, "image"u8);
        json.WriteStartObject("source"u8);
        json.WriteString("type"u8, "base64"u8);
        json.WriteString("media_type"u8, MediaTypeOf(image["format"u8], path));
        json.WriteCopy("data"u8, bytes);
        json.WriteEndObject();
        CacheMarkers.WriteCacheControl(json, marker);
        json.WriteEndObject();
    }

    private ReadOnlySpan<byte> MediaTypeOf(BodyNode format, string path)
    {
        var mediaType = format.Is("png"u8) ? "image/png"u8
            : format.Is("jpeg"u8) ? "image/jpeg"u8
            : format.Is("gif"u8) ? "image/gif"u8
            : format.Is("webp"u8) ? "image/webp"u8
            : default;
        if (mediaType.IsEmpty)
        {
            Refuse("Give the image's format: png, jpeg, gif or webp.", path + ".image.format");
        }

        return mediaType;
    }

    private void WriteSearchResult(BodyNode result, CacheMarker marker)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "search_result"u8);
        json.WriteCopyIfThere("source"u8, result["source"u8]);
        json.WriteCopyIfThere("title"u8, result["title"u8]);
        WriteTexts(result["content"u8]);
        json.WriteCopyIfThere("citations"u8, result["citations"u8]);
        CacheMarkers.WriteCacheControl(json, marker);
        json.WriteEndObject();
    }

    // content = [ *{text} ]
    private void WriteTexts(BodyNode parts)
    {
        json.WriteStartArray("content"u8);
        foreach (var part in parts.Elements)
        {
            if (part["text"u8] is { IsFilledString: true } text)
            {
                AnthropicBlocks.WriteText(json, text);
            }
        }

        json.WriteEndArray();
    }
}
