using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Reads content of an answer: whole blocks, and the starts and deltas of streamed ones. All are unions with one member.
/// <code>
/// block = {text: string} / {toolUse: {toolUseId, name, input: any}} / {reasoningContent} / {citationsContent: {content: [{text}]}} / other
/// start = {toolUse: {toolUseId, name}} / other
/// delta = {text: string} / {toolUse: {input: string}} / {reasoningContent} / other
/// </code>
/// Source: AWS service model, bedrock-runtime 2026-07-31, ContentBlock, ContentBlockStart, ContentBlockDelta.
/// </summary>
internal static class BlockReader
{
    /// <summary>Reads a whole block or the start of a streamed one, from its opening brace to its closing one.</summary>
    public static void ReadBlock(ref JsonCursor cursor, ReadOnlySpan<byte> json, long index, AnswerDraft draft)
    {
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Text))
            {
                cursor.Read();
                AppendText(ref cursor, draft);
            }
            else if (cursor.Is(Words.ToolUse))
            {
                cursor.Read();
                ReadToolUse(ref cursor, json, index, draft);
            }
            else if (cursor.Is(Words.ReasoningContent))
            {
                draft.HasThinking = true;
                cursor.Read();
                ReadSignature(ref cursor, draft);
            }
            else if (cursor.Is("citationsContent"u8))
            {
                cursor.Read();
                ReadCitedText(ref cursor, draft);
            }

            cursor.SkipAny();
        }
    }

    // citationsContent = { "content": [ *{text: string} ], "citations": [ ... ] }: the text is the answer's like any other; streams give it as text deltas.
    private static void ReadCitedText(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is("content"u8))
            {
                cursor.Read();
                ReadCitedPieces(ref cursor, draft);
            }

            cursor.SkipAny();
        }
    }

    private static void ReadCitedPieces(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartArray)
        {
            return;
        }

        while (cursor.NextElement())
        {
            if (cursor.Token != JsonTokenType.StartObject)
            {
                cursor.Skip();
                continue;
            }

            while (cursor.NextMember())
            {
                if (cursor.Is(Words.Text))
                {
                    cursor.Read();
                    AppendText(ref cursor, draft);
                }

                cursor.SkipAny();
            }
        }
    }

    /// <summary>Reads a delta, from its opening brace to its closing one; tool input is the caller's to append.</summary>
    public static ByteRange ReadDelta(ref JsonCursor cursor, AnswerDraft draft)
    {
        var input = default(ByteRange);
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Text))
            {
                cursor.Read();
                AppendText(ref cursor, draft);
            }
            else if (cursor.Is(Words.ToolUse))
            {
                cursor.Read();
                input = ReadInputPiece(ref cursor);
            }
            else if (cursor.Is(Words.ReasoningContent))
            {
                draft.HasThinking = true;
                cursor.Read();
                ReadSignature(ref cursor, draft);
            }

            cursor.SkipAny();
        }

        return input;
    }

    // reasoningContent = {reasoningText: {text, signature}} / {redactedContent}; in deltas {text} / {signature} / {redactedContent}
    private static void ReadSignature(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is("reasoningText"u8))
            {
                cursor.Read();
                ReadSignature(ref cursor, draft);
            }
            else if (cursor.Is("signature"u8) || cursor.Is("redactedContent"u8))
            {
                cursor.Read();
                draft.AddThinkingSignature(cursor.Token == JsonTokenType.String ? cursor.Raw : default);
            }

            cursor.SkipAny();
        }
    }

    private static void AppendText(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token == JsonTokenType.String)
        {
            draft.AppendText(cursor.Raw);
        }
    }

    private static void ReadToolUse(ref JsonCursor cursor, ReadOnlySpan<byte> json, long index, AnswerDraft draft)
    {
        string? id = null;
        string? name = null;
        string? input = null;
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is(Words.ToolUseId))
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
                input = Encoding.UTF8.GetString(cursor.SkipValue().Of(json));
            }

            cursor.SkipAny();
        }

        draft.StartToolCall(index, id, name, input);
    }

    private static ByteRange ReadInputPiece(ref JsonCursor cursor)
    {
        var input = default(ByteRange);
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return input;
        }

        while (cursor.NextMember())
        {
            var isInput = cursor.Is(Words.Input);
            cursor.Read();
            input = isInput && cursor.Token == JsonTokenType.String ? cursor.RawRange : input;
            cursor.SkipAny();
        }

        return input;
    }
}
