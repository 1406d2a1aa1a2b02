namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <content>
/// Documents.
/// <code>
/// source base64, application/pdf     source.bytes, format pdf
/// source text                        source.text, format txt
/// source content, string or texts    source.content [ *{text} ]
/// title                              name                           ; demanded, unique, of few characters: <see cref="DocumentNames"/>
/// sources url and file, images inside content    (refused)
/// </code>
/// </content>
internal sealed partial class RequestWriter
{
    private void WriteDocument(BodyNode document, string path)
    {
        var source = document["source"u8];
        var type = source["type"u8];
        var title = document["title"u8].Text;
        var name = _documentNames.Next(title);
        if (title is not null && !string.Equals(name, title, StringComparison.Ordinal))
        {
            losses.Add($"document.name@{path}");
        }

        json.WriteStartObject();
        json.WriteStartObject("document"u8);
        if (type.Is("base64"u8) && source["media_type"u8].Is("application/pdf"u8) && source["data"u8].IsString)
        {
            json.WriteString("format"u8, "pdf"u8);
            WriteSource("bytes"u8, source["data"u8]);
        }
        else if (type.Is("text"u8) && source["data"u8].IsString)
        {
            json.WriteString("format"u8, "txt"u8);
            WriteSource("text"u8, source["data"u8]);
        }
        else if (type.Is("content"u8))
        {
            WriteContentSource(source["content"u8], path);
        }
        else
        {
            Refuse("Bedrock reads neither URLs nor files: give the document as base64 PDF, as text or as content.", path + ".source");
        }

        json.WriteString("name"u8, name);
        json.WriteCopyIfThere("context"u8, document["context"u8]);
        json.WriteCopyIfThere("citations"u8, document["citations"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSource(ReadOnlySpan<byte> kind, BodyNode value)
    {
        json.WriteStartObject("source"u8);
        json.WriteCopy(kind, value);
        json.WriteEndObject();
    }

    private void WriteContentSource(BodyNode content, string path)
    {
        json.WriteStartObject("source"u8);
        json.WriteStartArray("content"u8);
        if (content.IsFilledString)
        {
            WriteText(content);
        }

        foreach (var part in content.Elements)
        {
            RecordIfThere(part["cache_control"u8], $"cache_control@{path}");
            if (!part["type"u8].Is("text"u8))
            {
                Refuse("A document's content can only be text on Bedrock.", path + ".source.content");
            }
            else if (part["text"u8] is { IsFilledString: true } text)
            {
                WriteText(text);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
