using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.OpenAiToAnthropic;

/// <content>The parts of a message as blocks.</content>
internal ref partial struct RequestWriter
{
    private static readonly JsonNames PartNames = new("type", "text", "refusal", "image_url", "file");
    private static readonly JsonNames ImageNames = new("url", "detail");
    private static readonly JsonNames FileNames = new("file_data", "filename", "file_id");
    private static readonly JsonNames CallNames = new("id", "type", "function");
    private static readonly JsonNames CalledNames = new("name", "arguments");

    // Content of which something is left once blank text is gone; what is dropped is noted here, once.
    private readonly bool HasBlocks(JsonValue content)
    {
        if (content.IsString)
        {
            return !NoteIfBlank(content);
        }

        var hasAny = false;
        foreach (var part in content.Elements())
        {
            var members = PartNames.Of(part);
            var text = members[0].Is("refusal"u8) ? members[2] : members[1];
            hasAny |= !text.IsString || !NoteIfBlank(text);
        }

        return hasAny;
    }

    private readonly bool NoteIfBlank(JsonValue text)
    {
        // Of blank text only the white space is lost: an empty string said nothing.
        if (text.IsBlank && !text.Raw.IsEmpty)
        {
            _losses.Note("-blank_text");
        }

        return text.IsBlank;
    }

    private bool WriteContent(JsonValue content, string path)
    {
        if (content.IsString)
        {
            _json.WriteMember("content"u8, content);
            return true;
        }

        _json.WriteStartArray("content"u8);
        if (!WriteBlocks(content, path))
        {
            return false;
        }

        _json.WriteEndArray();
        return true;
    }

    private bool WriteBlocks(JsonValue content, string path)
    {
        WriteText(content);
        var index = 0;
        foreach (var part in content.Elements())
        {
            if (!WriteBlock(PartNames.Of(part), path, index++))
            {
                return false;
            }
        }

        return true;
    }

    private bool WriteTextBlocks(JsonValue content, string path)
    {
        WriteText(content);
        var index = 0;
        foreach (var part in content.Elements())
        {
            var members = PartNames.Of(part);
            if (!members[0].Is("text"u8))
            {
                return Fail("A system message can only hold text.", $"{path}.{index}.type");
            }

            WriteText(members[1]);
            index++;
        }

        return true;
    }

    private bool WriteBlock(JsonNames.Members part, string path, int index)
    {
        if (part[0].Is("text"u8))
        {
            WriteText(part[1]);
            return true;
        }

        if (part[0].Is("refusal"u8))
        {
            _losses.Note("refusal>text");
            WriteText(part[2]);
            return true;
        }

        if (part[0].Is("image_url"u8))
        {
            return WriteImage(ImageNames.Of(part[3]), $"{path}.{index}.image_url.url");
        }

        return part[0].Is("file"u8)
            ? WriteFile(FileNames.Of(part[4]), $"{path}.{index}.file")
            : Fail("This kind of part cannot be translated. Send text, image_url or a PDF file.", $"{path}.{index}.type");
    }

    private readonly void WriteText(JsonValue text)
    {
        if (!text.IsString || text.IsBlank)
        {
            return;
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, "text"u8);
        _json.WriteMember("text"u8, text);
        _json.WriteEndObject();
    }

    private bool WriteImage(JsonNames.Members image, string path)
    {
        if (!image[1].IsAbsent && !image[1].Is("auto"u8))
        {
            _losses.Note("-image_url.detail");
        }

        var url = image[0].Utf8();
        var isData = DataUrl.TryParse(url, out var data);
        if (!isData && !url.StartsWith("https://"u8))
        {
            return Fail("Give the image as an https URL or as a data URL with base64.", path);
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, "image"u8);
        _json.WriteStartObject("source"u8);
        if (isData)
        {
            _json.WriteString("type"u8, "base64"u8);
            _json.WriteString("media_type"u8, data.MediaType.SequenceEqual("image/jpg"u8) ? "image/jpeg"u8 : data.MediaType);
            _json.WriteString("data"u8, data.Data);
        }
        else
        {
            _json.WriteString("type"u8, "url"u8);
            _json.WriteString("url"u8, url);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        return true;
    }

    // file = { "file_data": data URL or base64 alone, "filename" } / { "file_id" }; base64 of a PDF begins with that of "%PDF-".
    private bool WriteFile(JsonNames.Members file, string path)
    {
        var text = file[0].Utf8();
        var data = DataUrl.TryParse(text, out var url) && url.MediaType.SequenceEqual("application/pdf"u8) ? url.Data
            : text.StartsWith("JVBERi"u8) ? text
            : default;
        if (data.IsEmpty)
        {
            return Fail("Only a PDF in file_data, as a data URL with base64, can be translated.", path);
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, "document"u8);
        _json.WriteStartObject("source"u8);
        _json.WriteString("type"u8, "base64"u8);
        _json.WriteString("media_type"u8, "application/pdf"u8);
        _json.WriteString("data"u8, data);
        _json.WriteEndObject();
        if (!file[1].Raw.IsEmpty)
        {
            _json.WriteMember("title"u8, file[1]);
        }

        _json.WriteEndObject();
        return true;
    }

    private bool WriteToolUses(JsonValue calls, ToolResultRun results, int message)
    {
        var index = 0;
        foreach (var call in calls.Elements())
        {
            var members = CallNames.Of(call);
            var function = CalledNames.Of(members[2]);
            if (members[2].IsAbsent || function[0].TextOrNull() is not { Length: > 0 } name)
            {
                return Fail("Only calls of a named function can be translated.", $"messages.{message}.tool_calls.{index}");
            }

            var id = members[0].TextOrNull() ?? "";
            results.AddCall(id);
            _json.WriteStartObject();
            _json.WriteString("type"u8, "tool_use"u8);
            _json.WriteString("id"u8, SafeNames.Encode(id));
            _json.WriteString("name"u8, SafeNames.Encode(name));
            _json.WritePropertyName("input"u8);
            if (!WriteInput(function[1]))
            {
                return Fail(
                    "The arguments are not the text of a JSON object.", $"messages.{message}.tool_calls.{index}.function.arguments");
            }

            _json.WriteEndObject();
            index++;
        }

        return true;
    }

    // The text inside the string is copied as it is; no text means no arguments.
    private readonly bool WriteInput(JsonValue arguments)
    {
        if (arguments.IsObject)
        {
            _json.WriteValue(arguments);
            return true;
        }

        if (arguments.IsAbsent || arguments.IsBlank)
        {
            _json.WriteStartObject();
            _json.WriteEndObject();
            return true;
        }

        if (!ToolInput.IsObject(arguments.Utf8(), out var input))
        {
            return false;
        }

        _json.WriteValue(input);
        return true;
    }

    private bool WriteToolResults(JsonValue messages, ToolResultRun results, ref int written)
    {
        if (results.IsEmpty)
        {
            return true;
        }

        _json.WriteStartObject();
        _json.WriteString("role"u8, "user"u8);
        _json.WriteStartArray("content"u8);
        foreach (var result in results.Take())
        {
            var content = MessageNames.Of(new JsonValue(result.Message.Of(messages.Json)))[Content];
            _json.WriteStartObject();
            _json.WriteString("type"u8, "tool_result"u8);
            _json.WriteString("tool_use_id"u8, SafeNames.Encode(result.Id));
            if (HasBlocks(content) && !WriteContent(content, $"messages.{result.Index}.content"))
            {
                return false;
            }

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        written++;
        return true;
    }
}
