using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <content>
/// The blocks of a message as parts. Tool calls and results have places of their own; thinking has none and is left out; empty text is
/// dropped.
/// </content>
internal ref partial struct RequestWriter
{
    private static readonly JsonNames SourceNames = new("type", "media_type", "data", "url", "content");

    // How many parts the content becomes; what has no place at all is noted here.
    private readonly int CountParts(JsonValue content)
    {
        if (content.IsString)
        {
            return content.Raw.IsEmpty ? 0 : 1;
        }

        var count = 0;
        foreach (var element in content.Elements())
        {
            count += IsPart(BlockNames.Of(element)) ? 1 : 0;
        }

        return count;
    }

    private readonly bool IsPart(JsonNames.Members block)
    {
        if (block[Type].Is("thinking"u8) || block[Type].Is("redacted_thinking"u8))
        {
            _losses.Note(block[Type].Is("thinking"u8) ? "-thinking" : "-redacted_thinking");
            return false;
        }

        return block[Type].Is("text"u8)
            ? !block[Text].Raw.IsEmpty
            : !block[Type].Is("tool_use"u8) && !block[Type].Is("tool_result"u8);
    }

    // Never called for content without parts.
    private bool WriteContent(JsonValue content, string path)
    {
        if (content.IsString)
        {
            _json.WriteMember("content"u8, content);
            return true;
        }

        if (CountParts(content) == 1 && TryWriteOnlyText(content))
        {
            return true;
        }

        _json.WriteStartArray("content"u8);
        var index = 0;
        foreach (var element in content.Elements())
        {
            var block = BlockNames.Of(element);
            if (IsPart(block) && !WritePart(block, $"{path}.{index}"))
            {
                return false;
            }

            index++;
        }

        _json.WriteEndArray();
        return true;
    }

    private readonly bool TryWriteOnlyText(JsonValue content)
    {
        foreach (var element in content.Elements())
        {
            var block = BlockNames.Of(element);
            if (IsPart(block))
            {
                if (!block[Type].Is("text"u8))
                {
                    return false;
                }

                NoteMarkers(block);
                _json.WriteMember("content"u8, block[Text]);
                return true;
            }
        }

        return false;
    }

    private bool WritePart(JsonNames.Members block, string path)
    {
        NoteMarkers(block);
        if (block[Type].Is("text"u8))
        {
            _json.WriteStartObject();
            _json.WriteString("type"u8, "text"u8);
            _json.WriteMember("text"u8, block[Text]);
            _json.WriteEndObject();
            return true;
        }

        if (block[Type].Is("image"u8))
        {
            return WriteImage(SourceNames.Of(block[Source]), path);
        }

        if (block[Type].Is("document"u8))
        {
            return WriteDocument(block, path);
        }

        if (block[Type].Is("search_result"u8))
        {
            _losses.Note("search_result>text");
            return WriteFenced($"{block[Title].TextOrNull()} ({block[Source].TextOrNull()})", block[Content], path);
        }

        return Fail("This kind of block cannot be translated for this upstream. Leave it out.", $"{path}.type");
    }

    private bool WriteImage(JsonNames.Members source, string path)
    {
        var isData = source[0].Is("base64"u8);
        if (!isData && !source[0].Is("url"u8))
        {
            return Fail("Give the image as base64 or as a URL.", $"{path}.source");
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, "image_url"u8);
        _json.WriteStartObject("image_url"u8);
        _json.WritePropertyName("url"u8);
        if (isData)
        {
            WriteDataUrl(source[1].Utf8(), source[2].Utf8());
        }
        else
        {
            _json.WriteStringValue(source[3].Utf8());
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        return true;
    }

    // source = { "type": "base64", "media_type": "application/pdf", "data" } / { "type": "text", "data" }
    //        / { "type": "content", "content" }
    private bool WriteDocument(JsonNames.Members block, string path)
    {
        var source = SourceNames.Of(block[Source]);
        if (source[0].Is("text"u8) || source[0].Is("content"u8))
        {
            _losses.Note("document>text");
            return WriteFenced(block[Title].TextOrNull() ?? "document", source[0].Is("text"u8) ? source[2] : source[4], path);
        }

        if (!source[0].Is("base64"u8) || !source[1].Is("application/pdf"u8))
        {
            return Fail("Only text and PDFs in base64 can be translated for this upstream. Send the document so.", $"{path}.source");
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, "file"u8);
        _json.WriteStartObject("file"u8);
        _json.WritePropertyName("filename"u8);
        _json.WriteValue(block[Title].Raw.IsEmpty ? new JsonValue("\"document.pdf\""u8) : block[Title]);
        _json.WritePropertyName("file_data"u8);
        WriteDataUrl("application/pdf"u8, source[2].Utf8());
        _json.WriteEndObject();
        _json.WriteEndObject();
        return true;
    }

    // The fence is longer than any run of backticks inside, so that nothing in the text can end it.
    private bool WriteFenced(string title, JsonValue content, string path)
    {
        if (!TryJoinText(content, out var text))
        {
            return Fail("Only text inside a document or search result can be translated for this upstream.", $"{path}.content");
        }

        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, "text"u8);
        _json.WriteString("text"u8, $"{title}:\n{fence}\n{text}\n{fence}");
        _json.WriteEndObject();
        return true;
    }

    private static bool TryJoinText(JsonValue content, out string text)
    {
        text = content.TextOrNull() ?? "";
        foreach (var element in content.Elements())
        {
            var block = BlockNames.Of(element);
            if (!block[Type].Is("text"u8))
            {
                return false;
            }

            text = text.Length == 0 ? block[Text].TextOrNull() ?? "" : $"{text}\n{block[Text].TextOrNull()}";
        }

        return true;
    }

    private readonly void WriteDataUrl(ReadOnlySpan<byte> mediaType, ReadOnlySpan<byte> data)
    {
        _json.WriteStringValueSegment("data:"u8, isFinalSegment: false);
        _json.WriteStringValueSegment(mediaType, isFinalSegment: false);
        _json.WriteStringValueSegment(";base64,"u8, isFinalSegment: false);
        _json.WriteStringValueSegment(data, isFinalSegment: true);
    }
}
