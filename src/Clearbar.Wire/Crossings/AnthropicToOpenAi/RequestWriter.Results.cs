using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <content>
/// What a tool result holds. A tool message holds text only: images and PDFs go into a user message after the results. There is no flag for
/// an error, so the text says it.
/// </content>
internal ref partial struct RequestWriter
{
    private const string ErrorPrefix = "Error: ";

    private bool WriteResultContent(JsonNames.Members result, string path, ref bool movesParts)
    {
        var content = result[Content];
        var isError = result[IsError].IsTrue;
        if (isError)
        {
            _losses.Note("is_error>prefix");
        }

        var texts = 0;
        var only = content;
        foreach (var element in content.Elements())
        {
            var block = BlockNames.Of(element);
            if (IsMoved(block))
            {
                _losses.Note("tool_result.media>user");
                movesParts = true;
            }
            else if (IsPart(block))
            {
                texts++;
                only = block[Type].Is("text"u8) ? block[Text] : default;
            }
        }

        if (!content.IsArray || texts == 0 || (texts == 1 && only.IsString))
        {
            WriteResultText(content.IsArray && texts == 0 ? default : only, isError);
            if (texts == 1)
            {
                NoteMarkersOf(content);
            }

            return true;
        }

        return WriteResultParts(content, isError, path);
    }

    private readonly void WriteResultText(JsonValue text, bool isError)
    {
        if (!text.IsString)
        {
            _json.WriteString("content"u8, isError ? ErrorPrefix : "");
        }
        else if (isError)
        {
            _json.WriteString("content"u8, ErrorPrefix + text.TextOrNull());
        }
        else
        {
            _json.WriteMember("content"u8, text);
        }
    }

    private bool WriteResultParts(JsonValue content, bool isError, string path)
    {
        _json.WriteStartArray("content"u8);
        if (isError)
        {
            _json.WriteStartObject();
            _json.WriteString("type"u8, "text"u8);
            _json.WriteString("text"u8, ErrorPrefix);
            _json.WriteEndObject();
        }

        var index = 0;
        foreach (var element in content.Elements())
        {
            var block = BlockNames.Of(element);
            if (IsPart(block) && !IsMoved(block) && !WritePart(block, $"{path}.content.{index}"))
            {
                return false;
            }

            index++;
        }

        _json.WriteEndArray();
        return true;
    }

    private bool WriteMovedParts(JsonValue message, int index)
    {
        _json.WriteStartObject();
        _json.WriteString("role"u8, "user"u8);
        _json.WriteStartArray("content"u8);
        foreach (var element in message.Elements())
        {
            var result = BlockNames.Of(element);
            if (!result[Type].Is("tool_result"u8))
            {
                continue;
            }

            foreach (var inner in result[Content].Elements())
            {
                var block = BlockNames.Of(inner);
                if (IsMoved(block) && !WritePart(block, $"messages.{index}.content"))
                {
                    return false;
                }
            }
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        return true;
    }

    private readonly void NoteMarkersOf(JsonValue content)
    {
        foreach (var element in content.Elements())
        {
            NoteMarkers(BlockNames.Of(element));
        }
    }

    private static bool IsMoved(JsonNames.Members block) =>
        block[Type].Is("image"u8) || (block[Type].Is("document"u8) && SourceNames.Of(block[Source])[0].Is("base64"u8));
}
