using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Reads one content block of an answer, whole or as the start of a streamed one.
/// <code>
/// block = { "type": "text", "text" } / { "type": "tool_use", "id", "name", "input": object }
///       / { "type": "thinking" / "redacted_thinking", ... } / other
/// </code>
/// </summary>
internal static class BlockReader
{
    /// <summary>Reads from the block's opening brace to its closing one.</summary>
    public static void Read(ref JsonCursor cursor, ReadOnlySpan<byte> json, long index, AnswerDraft draft)
    {
        var kind = Kind.Other;
        var text = default(ByteRange);
        var input = default(ByteRange);
        var signature = default(ByteRange);
        string? id = null;
        string? name = null;
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Type))
            {
                cursor.Read();
                kind = ReadKind(ref cursor);
            }
            else if (cursor.Is(Words.Text))
            {
                cursor.Read();
                text = cursor.Token == JsonTokenType.String ? cursor.RawRange : default;
            }
            else if (cursor.Is(Words.Id))
            {
                cursor.Read();
                id = cursor.TextOrNull();
            }
            else if (cursor.Is(Words.Name))
            {
                cursor.Read();
                name = cursor.TextOrNull();
            }
            else if (cursor.Is(Words.Input))
            {
                input = cursor.SkipValue();
            }
            else if (cursor.Is("signature"u8) || cursor.Is("data"u8))
            {
                cursor.Read();
                signature = cursor.Token == JsonTokenType.String ? cursor.RawRange : default;
            }

            cursor.SkipAny();
        }

        switch (kind)
        {
            case Kind.Text when !text.IsEmpty:
                draft.AppendText(text.Of(json));
                break;
            case Kind.ToolUse:
                draft.StartToolCall(index, id, name, input.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(input.Of(json)));
                break;
            case Kind.Thinking:
                draft.HasThinking = true;
                draft.AddThinkingSignature(signature.Of(json));
                break;
            default:
                break;
        }
    }

    private static Kind ReadKind(ref JsonCursor cursor)
    {
        if (cursor.Token != JsonTokenType.String)
        {
            return Kind.Other;
        }

        return cursor.Is(Words.Text) ? Kind.Text
            : cursor.Is(Words.ToolUse) ? Kind.ToolUse
            : cursor.Is(Words.Thinking) || cursor.Is(Words.RedactedThinking) ? Kind.Thinking
            : Kind.Other;
    }

    private enum Kind : byte
    {
        Other,
        Text,
        ToolUse,
        Thinking,
    }
}
