using System.Text.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Citations of both dialects.
/// <code>
/// Messages: { "type": kind, "cited_text", index, "document_title" / "title", ["source"], from, to, *other }
/// Converse: { "title", ["source"], "sourceContent": [ *{text} ], "location": { place: { index, "start", "end" } } }
/// kind                     place                 index                  from / to
/// char_location            documentChar          document_index         start_char_index / end_char_index
/// page_location            documentPage          document_index         start_page_number / end_page_number
/// content_block_location   documentChunk         document_index         start_block_index / end_block_index
/// search_result_location   searchResultLocation  search_result_index    start_block_index / end_block_index
/// </code>
/// Web results have no twin: the Messages dialect wants an encrypted index that Converse does not have. Sources: Anthropic API reference,
/// citations; AWS service model, bedrock-runtime 2026-07-31, Citation and CitationLocation.
/// </summary>
internal static class Citations
{
    /// <summary>Tells whether <see cref="TryWriteConverse"/> would write this citation.</summary>
    public static bool HasConverseTwin(BodyNode citation)
    {
        var kind = KindOf(citation["type"u8]);
        return kind != Kind.Other && citation[kind == Kind.Search ? "search_result_index"u8 : "document_index"u8].IsNumber
            && citation[StartOf(kind)].IsNumber && citation[EndOf(kind)].IsNumber;
    }

    /// <summary>Writes a citation of the Messages dialect as one of Converse; false, with nothing written, when it has no twin.</summary>
    public static bool TryWriteConverse(Utf8JsonWriter json, BodyNode citation)
    {
        var kind = KindOf(citation["type"u8]);
        var isSearch = kind == Kind.Search;
        if (!HasConverseTwin(citation))
        {
            return false;
        }

        json.WriteStartObject();
        json.WriteCopyIfThere("title"u8, citation[isSearch ? "title"u8 : "document_title"u8]);
        json.WriteCopyIfThere("source"u8, citation["source"u8]);
        if (citation["cited_text"u8] is { IsString: true } text)
        {
            json.WriteStartArray("sourceContent"u8);
            json.WriteStartObject();
            json.WriteCopy("text"u8, text);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("location"u8);
        json.WriteStartObject(PlaceOf(kind));
        var index = citation[isSearch ? "search_result_index"u8 : "document_index"u8];
        json.WriteCopy(isSearch ? "searchResultIndex"u8 : "documentIndex"u8, index);
        json.WriteCopy("start"u8, citation[StartOf(kind)]);
        json.WriteCopy("end"u8, citation[EndOf(kind)]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        return true;
    }

    /// <summary>Tells whether <see cref="TryWriteAnthropic"/> would write this citation.</summary>
    public static bool HasAnthropicTwin(BodyNode citation)
    {
        var location = citation["location"u8].OnlyMember;
        var kind = KindOf(location);
        return kind != Kind.Other && IndexOf(location.Value, kind).IsNumber
            && location.Value["start"u8].IsNumber && location.Value["end"u8].IsNumber;
    }

    /// <summary>Writes a citation of Converse as one of the Messages dialect; false, with nothing written, when it has no twin.</summary>
    public static bool TryWriteAnthropic(Utf8JsonWriter json, BodyNode citation)
    {
        if (!HasAnthropicTwin(citation))
        {
            return false;
        }

        var location = citation["location"u8].OnlyMember;
        var kind = KindOf(location);
        var isSearch = kind == Kind.Search;
        json.WriteStartObject();
        json.WriteString("type"u8, WordOf(kind));
        WriteCitedText(json, citation["sourceContent"u8]);
        json.WriteCopy(isSearch ? "search_result_index"u8 : "document_index"u8, IndexOf(location.Value, kind));
        json.WritePropertyName(isSearch ? "title"u8 : "document_title"u8);
        json.WriteRawValue(citation["title"u8] is { IsString: true } title ? title.Raw : "null"u8, skipInputValidation: true);
        if (isSearch)
        {
            json.WritePropertyName("source"u8);
            json.WriteRawValue(citation["source"u8] is { IsString: true } source ? source.Raw : "\"\""u8, skipInputValidation: true);
        }

        json.WriteCopy(StartOf(kind), location.Value["start"u8]);
        json.WriteCopy(EndOf(kind), location.Value["end"u8]);
        json.WriteEndObject();
        return true;
    }

    private static void WriteCitedText(Utf8JsonWriter json, BodyNode parts)
    {
        json.WritePropertyName("cited_text"u8);
        JoinedText.Write(json, parts);
    }

    private static BodyNode IndexOf(BodyNode place, Kind kind) => place[kind == Kind.Search ? "searchResultIndex"u8 : "documentIndex"u8];

    private static Kind KindOf(BodyMember location) =>
        location.Is("documentChar"u8) ? Kind.Char
        : location.Is("documentPage"u8) ? Kind.Page
        : location.Is("documentChunk"u8) ? Kind.Chunk
        : location.Is("searchResultLocation"u8) ? Kind.Search
        : Kind.Other;

    private static Kind KindOf(BodyNode type) =>
        type.Is("char_location"u8) ? Kind.Char
        : type.Is("page_location"u8) ? Kind.Page
        : type.Is("content_block_location"u8) ? Kind.Chunk
        : type.Is("search_result_location"u8) ? Kind.Search
        : Kind.Other;

    private static ReadOnlySpan<byte> WordOf(Kind kind) => kind switch
    {
        Kind.Char => "char_location"u8,
        Kind.Page => "page_location"u8,
        Kind.Chunk => "content_block_location"u8,
        _ => "search_result_location"u8,
    };

    private static ReadOnlySpan<byte> PlaceOf(Kind kind) => kind switch
    {
        Kind.Char => "documentChar"u8,
        Kind.Page => "documentPage"u8,
        Kind.Chunk => "documentChunk"u8,
        _ => "searchResultLocation"u8,
    };

    private static ReadOnlySpan<byte> StartOf(Kind kind) => kind switch
    {
        Kind.Char => "start_char_index"u8,
        Kind.Page => "start_page_number"u8,
        _ => "start_block_index"u8,
    };

    private static ReadOnlySpan<byte> EndOf(Kind kind) => kind switch
    {
        Kind.Char => "end_char_index"u8,
        Kind.Page => "end_page_number"u8,
        _ => "end_block_index"u8,
    };

    private enum Kind : byte
    {
        Other,
        Char,
        Page,
        Chunk,
        Search,
    }
}
