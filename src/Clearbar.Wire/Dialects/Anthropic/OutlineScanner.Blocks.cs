using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <content>
/// One content block. Its type may come after the members it governs, so members are read by name and judged at the end: <c>text</c>,
/// <c>thinking</c>, <c>title</c>, <c>context</c>, <c>name</c> and string <c>content</c> are read by the model wherever they stand;
/// <c>input</c> is JSON it reads; <c>source.data</c> is text only when the source's type says so.
/// </content>
internal ref partial struct OutlineScanner
{
    // On entry at the block's opening brace, on return at its closing one. Nesting is bounded by the cursor's depth limit.
    private Block ScanBlock()
    {
        var block = default(Block);
        while (_cursor.NextMember())
        {
            if (_cursor.Is(Words.Type))
            {
                _cursor.Read();
                block.Kind = ReadKind();
            }
            else if (_cursor.Is(Words.Text))
            {
                _cursor.Read();
                block.HasText = CountIfText();
                block.Text = block.HasText ? _cursor.RawRange : default;
            }
            else if (_cursor.Is("tool_use_id"u8))
            {
                _cursor.Read();
                block.HasToolUseId = _cursor.Token == JsonTokenType.String;
                block.ToolUseId = block.HasToolUseId ? _cursor.RawRange : default;
            }
            else if (!ScanTextMember())
            {
                ScanStructuredMember();
            }

            _cursor.SkipAny();
        }

        Count(block.Kind);
        return block;
    }

    private void ScanNestedBlock() => ScanBlock();

    private bool ScanTextMember()
    {
        if (_cursor.Is(Words.Thinking) || _cursor.Is(Words.Name) || _cursor.Is("title"u8) || _cursor.Is("context"u8))
        {
            _cursor.Read();
            CountIfText();
            return true;
        }

        return false;
    }

    private void ScanStructuredMember()
    {
        if (_cursor.Is(Words.CacheControl))
        {
            _cursor.Read();
            CountMarker();
        }
        else if (_cursor.Is(Words.Input))
        {
            _draft.CountJson(_cursor.SkipValue());
        }
        else if (_cursor.Is(Words.Content))
        {
            _cursor.Read();
            ScanNestedContent();
        }
        else if (_cursor.Is("source"u8))
        {
            _cursor.Read();
            ScanSource();
        }
        else
        {
            _cursor.SkipValue();
        }
    }

    // content of a tool_result, a search_result or a document source: string / [ *block ] / block
    private void ScanNestedContent()
    {
        switch (_cursor.Token)
        {
            case JsonTokenType.String:
                CountIfText();
                break;
            case JsonTokenType.StartObject:
                ScanNestedBlock();
                break;
            case JsonTokenType.StartArray:
                while (_cursor.NextElement())
                {
                    if (_cursor.Token == JsonTokenType.StartObject)
                    {
                        ScanNestedBlock();
                    }
                    else
                    {
                        _cursor.Skip();
                    }
                }

                break;
            default:
                break;
        }
    }

    // source = string (of a search_result) / { "type": "base64" / "text" / "content" / "url" / "file", ["data": string], ["content": ...] }
    private void ScanSource()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            CountIfText();
            _cursor.SkipAny();
            return;
        }

        var isText = false;
        var data = default(ByteRange);
        while (_cursor.NextMember())
        {
            if (_cursor.Is(Words.Type))
            {
                _cursor.Read();
                isText = _cursor.Token == JsonTokenType.String && _cursor.Is(Words.Text);
            }
            else if (_cursor.Is("data"u8))
            {
                _cursor.Read();
                data = _cursor.Token == JsonTokenType.String ? _cursor.RawRange : default;
            }
            else if (_cursor.Is(Words.Content))
            {
                _cursor.Read();
                ScanNestedContent();
            }

            _cursor.SkipAny();
        }

        if (isText)
        {
            _draft.CountText(data.Of(_body));
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

    private readonly BlockKind ReadKind()
    {
        if (_cursor.Token != JsonTokenType.String)
        {
            return BlockKind.Missing;
        }

        return _cursor.Is(Words.Text) ? BlockKind.Text
            : _cursor.Is(Words.ToolResult) ? BlockKind.ToolResult
            : _cursor.Is(Words.Thinking) || _cursor.Is(Words.RedactedThinking) ? BlockKind.Thinking
            : _cursor.Is("image"u8) ? BlockKind.Image
            : _cursor.Is("document"u8) ? BlockKind.Document
            : BlockKind.Other;
    }

    private readonly void Count(BlockKind kind)
    {
        if (kind == BlockKind.Image)
        {
            _draft.ImageCount++;
        }
        else if (kind == BlockKind.Document)
        {
            _draft.DocumentCount++;
        }
    }

    private enum BlockKind : byte
    {
        Missing,
        Text,
        Image,
        Document,
        Thinking,
        ToolResult,
        Other,
    }

    private record struct Block(BlockKind Kind, bool HasText, ByteRange Text, bool HasToolUseId, ByteRange ToolUseId);
}
