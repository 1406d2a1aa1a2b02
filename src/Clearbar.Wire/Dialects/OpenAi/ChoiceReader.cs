using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Reads the choices of an answer, whole (<c>message</c>) or one chunk of it (<c>delta</c>). Only the choice with index 0 is the answer;
/// the others, of a request with <c>n</c> above 1, pass by, and their tokens are in the one usage.
/// <code>
/// choice  = { "index", ("message" / "delta"): message, "finish_reason", *other }
/// message = { "content": string / [ *part ] / null, "refusal": string / null, "tool_calls": [ *call ],
///             "reasoning_content" / "reasoning": string, *other }
/// call    = { "index" (chunks only), "id", "type", "function": { "name", "arguments": string } }
/// </code>
/// <c>reasoning_content</c> (vLLM, llama.cpp) and <c>reasoning</c> (Ollama) are how local servers send thinking.
/// </summary>
internal static class ChoiceReader
{
    /// <summary>Reads the array at hand; false when it holds no choice.</summary>
    public static bool Read(ref JsonCursor cursor, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var hasChoice = false;
        if (cursor.Token != JsonTokenType.StartArray)
        {
            return hasChoice;
        }

        while (cursor.NextElement())
        {
            if (cursor.Token == JsonTokenType.StartObject)
            {
                hasChoice = true;
                ReadChoice(ref cursor, json, draft);
            }

            cursor.SkipAny();
        }

        return hasChoice;
    }

    private static void ReadChoice(ref JsonCursor cursor, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var index = 0L;
        var message = default(ByteRange);
        var reason = StopReason.Unknown;
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Index))
            {
                cursor.Read();
                _ = cursor.TryGetInt64(out index);
            }
            else if (cursor.Is(Words.Message) || cursor.Is("delta"u8))
            {
                message = cursor.SkipValue();
            }
            else if (cursor.Is("finish_reason"u8))
            {
                cursor.Read();
                reason = FinishReasons.Read(ref cursor, reason);
            }

            cursor.SkipAny();
        }

        if (index != 0)
        {
            return;
        }

        ReadMessage(message.Of(json), draft);
        if (reason != StopReason.Unknown)
        {
            // A refusal is told by its own member while the reason says that the answer came to its end.
            draft.StopReason = reason == StopReason.EndTurn && draft.StopReason == StopReason.Refusal ? StopReason.Refusal : reason;
        }
    }

    private static void ReadMessage(ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var cursor = new JsonCursor(json);
        if (json.IsEmpty || !cursor.Read() || cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Content))
            {
                cursor.Read();
                ReadContent(ref cursor, draft);
            }
            else if (cursor.Is(Words.Refusal))
            {
                cursor.Read();
                if (AppendText(ref cursor, draft))
                {
                    draft.StopReason = StopReason.Refusal;
                }
            }
            else if (cursor.Is(Words.ToolCalls))
            {
                cursor.Read();
                ToolCallReader.Read(ref cursor, json, draft);
            }
            else if (cursor.Is("reasoning_content"u8) || cursor.Is("reasoning"u8))
            {
                cursor.Read();
                var hasThinking = cursor.Token == JsonTokenType.String && !cursor.Raw.IsEmpty;
                draft.HasThinking |= hasThinking;
                draft.HasContent |= hasThinking;
            }

            cursor.SkipAny();
        }
    }

    // Some servers answer with parts, as requests do.
    private static void ReadContent(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartArray)
        {
            AppendText(ref cursor, draft);
            return;
        }

        while (cursor.NextElement())
        {
            if (cursor.Token == JsonTokenType.StartObject)
            {
                while (cursor.NextMember())
                {
                    var isText = cursor.Is(Words.Text) || cursor.Is(Words.Refusal);
                    cursor.Read();
                    if (isText)
                    {
                        AppendText(ref cursor, draft);
                    }

                    cursor.SkipAny();
                }
            }

            cursor.SkipAny();
        }
    }

    private static bool AppendText(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.String || cursor.Raw.IsEmpty)
        {
            return false;
        }

        draft.HasContent = true;
        draft.AppendText(cursor.Raw);
        return true;
    }
}
