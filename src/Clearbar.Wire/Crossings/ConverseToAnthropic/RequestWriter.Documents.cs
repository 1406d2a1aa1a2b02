namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <content>
/// Documents.
/// <code>
/// source.bytes, format pdf                    base64, application/pdf
/// source.bytes, format txt, md, csv, html     text                     ; the format is lost
/// source.text                                 text
/// source.content [ *{text} ]                  content
/// name                                        title
/// doc, docx, xls, xlsx, S3 locations          (refused)
/// </code>
/// </content>
internal sealed partial class RequestWriter
{
    private void WriteDocument(BodyNode document, CacheMarker marker, string path)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "document"u8);
        var source = document["source"u8].OnlyMember;
        json.WriteStartObject("source"u8);
        if (source.Is("bytes"u8))
        {
            WriteDocumentBytes(document["format"u8], source.Value, path);
        }
        else if (source.Is("text"u8) && source.Value.IsString)
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("media_type"u8, "text/plain"u8);
            json.WriteCopy("data"u8, source.Value);
            RecordFormat(document["format"u8], path);
        }
        else if (source.Is("content"u8))
        {
            json.WriteString("type"u8, "content"u8);
            WriteTexts(source.Value);
            RecordFormat(document["format"u8], path);
        }
        else
        {
            Refuse("The document must be given as bytes, text or content for this model: it cannot read S3.", path + ".document.source");
        }

        json.WriteEndObject();
        json.WriteCopyIfThere("title"u8, document["name"u8]);
        json.WriteCopyIfThere("context"u8, document["context"u8]);
        json.WriteCopyIfThere("citations"u8, document["citations"u8]);
        CacheMarkers.WriteCacheControl(json, marker);
        json.WriteEndObject();
    }

    private void WriteDocumentBytes(BodyNode format, BodyNode bytes, string path)
    {
        // Without a format the bytes themselves tell: "%PDF-" is "JVBERi" in base64.
        if (format.Is("pdf"u8) || (!format.Exists && bytes.StartsWith("JVBERi"u8)))
        {
            json.WriteString("type"u8, "base64"u8);
            json.WriteString("media_type"u8, "application/pdf"u8);
            json.WriteCopy("data"u8, bytes);
            return;
        }

        var isTextFormat = format.Is("txt"u8) || format.Is("md"u8) || format.Is("csv"u8) || format.Is("html"u8) || !format.Exists;
        if (!isTextFormat || DecodeTextFile(bytes) is not { } text)
        {
            Refuse("This model reads PDF and UTF-8 text only. Convert the document.", path + ".document.format");
            return;
        }

        json.WriteString("type"u8, "text"u8);
        json.WriteString("media_type"u8, "text/plain"u8);
        json.WriteString("data"u8, text);
        RecordFormat(format, path);
    }

    // Plain text is what the Messages dialect takes text for.
    private void RecordFormat(BodyNode format, string path)
    {
        if (format.Exists && !format.Is("txt"u8))
        {
            losses.Add($"document.format@{path}");
        }
    }
}
