using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Reads a whole Messages answer (Anthropic API reference, <c>POST /v1/messages</c>).
/// <code>
/// answer = { "id", "type": "message", "role", "model", "content": [ *block ], "stop_reason", "stop_sequence", "usage": usage, *other }
/// </code>
/// </summary>
internal static class AnswerReader
{
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out WireFault? fault)
    {
        answer = null;
        try
        {
            var draft = new AnswerDraft();
            fault = Read(body, draft);
            answer = fault is null ? draft.ToAnswer() : null;
        }
        catch (JsonException exception)
        {
            fault = JsonFault.MalformedAnswer(body, exception);
        }

        return fault is null;
    }

    private static WireFault? Read(ReadOnlySpan<byte> body, AnswerDraft draft)
    {
        var cursor = new JsonCursor(body);
        cursor.Read();
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return new WireFault("The answer is not a JSON object.");
        }

        var hasContent = false;
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Content))
            {
                cursor.Read();
                hasContent = cursor.Token == JsonTokenType.StartArray;
                if (hasContent)
                {
                    ReadContent(ref cursor, body, draft);
                }
            }
            else
            {
                ReadMember(ref cursor, draft);
            }

            cursor.SkipAny();
        }

        cursor.Read();
        return hasContent ? null : new WireFault("The answer has no content array.", "content");
    }

    /// <summary>Reads a member of a message other than its content; a <c>message_start</c> event carries the same members.</summary>
    public static void ReadMember(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Is(Words.Id))
        {
            cursor.Read();
            draft.MessageId = cursor.TextOr(draft.MessageId);
        }
        else if (cursor.Is(Words.Model))
        {
            cursor.Read();
            draft.Model = cursor.TextOr(draft.Model);
        }
        else if (cursor.Is(Words.StopReason))
        {
            cursor.Read();
            draft.StopReason = StopReasons.Read(ref cursor, draft.StopReason);
        }
        else if (cursor.Is(Words.Usage))
        {
            cursor.Read();
            draft.SawFinalUsage = UsageReader.Read(ref cursor, draft);
        }
    }

    private static void ReadContent(ref JsonCursor cursor, ReadOnlySpan<byte> body, AnswerDraft draft)
    {
        for (var index = 0L; cursor.NextElement(); index++)
        {
            draft.HasContent = true;
            if (cursor.Token == JsonTokenType.StartObject)
            {
                BlockReader.Read(ref cursor, body, index, draft);
            }
            else
            {
                cursor.SkipAny();
            }
        }
    }
}
