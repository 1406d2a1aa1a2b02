using System.Text.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <content>
/// One content block: a union, written as an object with one member that names the kind.
/// <code>
/// block = {text: string} / {image} / {document: {name, source, context}} / {toolUse: {toolUseId, name, input}}
///       / {toolResult: {toolUseId, content: [ *( block / {json} ) ]}} / {guardContent: {text: {text}}} / {cachePoint}
///       / {reasoningContent: {reasoningText: {text, signature}} / {redactedContent}} / {citationsContent: {content}}
///       / {searchResult: {source, title, content}} / {video} / {audio} / other
/// </code>
/// </content>
internal ref partial struct OutlineScanner
{
    // On entry at the block's opening brace, on return at its closing one. Nesting is bounded by the cursor's depth limit.
    private Block ScanBlock()
    {
        var block = default(Block);
        while (_cursor.NextMember())
        {
            block.Members++;
            block.Kind = ReadKind();
            _cursor.Read();
            block.Value = ScanBlockValue(block.Kind);
            _cursor.SkipAny();
        }

        return block;
    }

    // The range of a text, or of the id of a tool result; one that starts at 0 (where only the body's brace can be) means none.
    private ByteRange ScanBlockValue(BlockKind kind)
    {
        switch (kind)
        {
            case BlockKind.Text:
                return CountIfText() ? _cursor.RawRange : default;
            case BlockKind.Json:
                _draft.CountJson(_cursor.Skip());
                return default;
            case BlockKind.Image:
                _draft.ImageCount++;
                return default;
            case BlockKind.CachePoint:
                _draft.CacheMarkerCount += _cursor.IsNull ? 0 : 1;
                return default;
            case BlockKind.Document:
                _draft.DocumentCount++;
                return ScanParts();
            case BlockKind.ToolResult or BlockKind.ToolUse or BlockKind.Thinking or BlockKind.TextParts:
                return ScanParts();
            default:
                return default;
        }
    }

    // The members of a structured block that the model reads, found by name wherever they stand.
    private ByteRange ScanParts()
    {
        var id = default(ByteRange);
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return id;
        }

        while (_cursor.NextMember())
        {
            if (_cursor.Is(Words.ToolUseId))
            {
                _cursor.Read();
                id = _cursor.Token == JsonTokenType.String ? _cursor.RawRange : default;
            }
            else if (_cursor.Is(Words.Input))
            {
                _draft.CountJson(_cursor.SkipValue());
            }
            else if (_cursor.Is(Words.Content))
            {
                _cursor.Read();
                ScanBlocks();
            }
            else if (IsTextPart())
            {
                _cursor.Read();
                if (!CountIfText())
                {
                    ScanParts();
                }
            }

            _cursor.SkipAny();
        }

        return id;
    }

    private void ScanBlocks()
    {
        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return;
        }

        while (_cursor.NextElement())
        {
            if (_cursor.Token == JsonTokenType.StartObject)
            {
                ScanBlock();
            }
            else
            {
                _cursor.Skip();
            }
        }
    }

    private readonly bool IsTextPart() =>
        _cursor.Is(Words.Text) || _cursor.Is("reasoningText"u8) || _cursor.Is(Words.Source) || _cursor.Is(Words.Name)
        || _cursor.Is("title"u8) || _cursor.Is("context"u8);

    private readonly bool CountIfText()
    {
        if (_cursor.Token != JsonTokenType.String)
        {
            return false;
        }

        _draft.CountText(_cursor.Raw);
        return true;
    }

    private readonly BlockKind ReadKind() =>
        _cursor.Is(Words.Text) ? BlockKind.Text
        : _cursor.Is(Words.ToolResult) ? BlockKind.ToolResult
        : _cursor.Is(Words.ToolUse) ? BlockKind.ToolUse
        : _cursor.Is(Words.CachePoint) ? BlockKind.CachePoint
        : _cursor.Is(Words.ReasoningContent) ? BlockKind.Thinking
        : _cursor.Is("image"u8) ? BlockKind.Image
        : _cursor.Is("document"u8) ? BlockKind.Document
        : _cursor.Is("json"u8) ? BlockKind.Json
        : _cursor.Is("guardContent"u8) || _cursor.Is("citationsContent"u8) || _cursor.Is("searchResult"u8) ? BlockKind.TextParts
        : BlockKind.Other;

    private enum BlockKind : byte
    {
        Other,
        Text,
        Json,
        Image,
        Document,
        CachePoint,
        ToolUse,
        ToolResult,
        Thinking,
        TextParts,
    }

    private record struct Block(int Members, BlockKind Kind, ByteRange Value);
}
