using System.Text.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <content>
/// The parts of a message. A part's type may come after the members it governs, so members are read by name and judged at the end:
/// <c>text</c>, <c>refusal</c>, a file's name, a call's name and its arguments (unescaped) are what the model reads.
/// </content>
internal ref partial struct OutlineScanner
{
    // content = string / [ *part ] / null
    private bool ScanContent(int message)
    {
        switch (_cursor.Token)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                _draft.CountText(_cursor.Raw);
                _draft.AddMessageText(_cursor.RawRange);
                return true;
            case JsonTokenType.StartArray:
                for (var index = 0; _cursor.NextElement(); index++)
                {
                    if (!ScanPart(message, index))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return Fail("The content must be a string or an array of parts.", $"messages.{message}.content");
        }
    }

    // part = { "type": "text", "text" } / { "type": "refusal", "refusal" } / { "type": "image_url", "image_url" }
    //      / { "type": "file", "file": { "filename", "file_data", "file_id" } } / { "type": "input_audio", ... } / other
    private bool ScanPart(int message, int index)
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return Fail("Each part must be an object with a type.", $"messages.{message}.content.{index}");
        }

        var kind = PartKind.Missing;
        var hasText = false;
        var text = default(ByteRange);
        while (_cursor.NextMember())
        {
            if (_cursor.Is(Words.Type))
            {
                _cursor.Read();
                kind = ReadPartKind();
            }
            else if (_cursor.Is(Words.Text))
            {
                _cursor.Read();
                hasText = CountIfText();
                text = hasText ? _cursor.RawRange : default;
            }
            else
            {
                ScanPartMember();
            }

            _cursor.SkipAny();
        }

        return AddPart(kind, hasText, text, message, index);
    }

    private void ScanPartMember()
    {
        if (_cursor.Is(Words.Refusal))
        {
            _cursor.Read();
            CountIfText();
        }
        else if (_cursor.Is("file"u8))
        {
            _cursor.Read();
            CountNamed("filename"u8);
        }
    }

    private bool AddPart(PartKind kind, bool hasText, ByteRange text, int message, int index)
    {
        switch (kind)
        {
            case PartKind.Missing:
                return Fail(
                    "The member is missing. Give the part's type, for example \"text\".", $"messages.{message}.content.{index}.type");
            case PartKind.Text when !hasText:
                return Fail("The member is missing. Give the part's text as a string.", $"messages.{message}.content.{index}.text");
            case PartKind.Text:
                _draft.AddMessageText(text);
                return true;
            case PartKind.Image:
                _draft.ImageCount++;
                return true;
            case PartKind.File:
                _draft.DocumentCount++;
                return true;
            default:
                return true;
        }
    }

    private void ScanOtherMember()
    {
        if (_cursor.Is(Words.Refusal))
        {
            _cursor.Read();
            CountIfText();
        }
        else if (_cursor.Is(Words.ToolCalls))
        {
            _cursor.Read();
            ScanToolCalls();
        }
    }

    // tool_calls = [ { "id", "type": "function", "function": { "name", "arguments": JSON text as a string } } ]
    private void ScanToolCalls()
    {
        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return;
        }

        while (_cursor.NextElement())
        {
            if (_cursor.Token == JsonTokenType.StartObject)
            {
                while (_cursor.NextMember())
                {
                    var isFunction = _cursor.Is(Words.Function);
                    _cursor.Read();
                    if (isFunction)
                    {
                        CountNamed(Words.Name, Words.Arguments);
                    }

                    _cursor.SkipAny();
                }
            }

            _cursor.SkipAny();
        }
    }

    // Counts the string members of these names in the object at hand.
    private void CountNamed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> orName = default)
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (_cursor.NextMember())
        {
            var isNamed = _cursor.Is(name) || (!orName.IsEmpty && _cursor.Is(orName));
            _cursor.Read();
            if (isNamed)
            {
                CountIfText();
            }

            _cursor.SkipAny();
        }
    }

    private readonly bool CountIfText()
    {
        if (_cursor.Token != JsonTokenType.String)
        {
            return false;
        }

        _draft.CountText(_cursor.Raw);
        return true;
    }

    private readonly PartKind ReadPartKind()
    {
        if (_cursor.Token != JsonTokenType.String)
        {
            return PartKind.Missing;
        }

        return _cursor.Is(Words.Text) ? PartKind.Text
            : _cursor.Is("image_url"u8) ? PartKind.Image
            : _cursor.Is("file"u8) ? PartKind.File
            : PartKind.Other;
    }

    private enum PartKind : byte
    {
        Missing,
        Text,
        Image,
        File,
        Other,
    }
}
