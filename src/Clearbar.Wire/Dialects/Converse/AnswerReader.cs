using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Reads a whole Converse answer (AWS service model, bedrock-runtime 2026-07-31, ConverseResponse).
/// <code>
/// answer = { "output": { "message": { "role", "content": [ *block ] } }, "stopReason", "usage": usage, "metrics",
///            ["serviceTier": {type}], *other }
/// </code>
/// It names neither a message nor a model.
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

    /// <summary>Reads what a whole answer and a stream's metadata event share: the usage and the service tier.</summary>
    public static void ReadMetadataMember(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Is(Words.Usage))
        {
            cursor.Read();
            draft.SawFinalUsage = UsageReader.Read(ref cursor, draft.Usage);
        }
        else if (cursor.Is(Words.ServiceTier))
        {
            cursor.Read();
            ReadServiceTier(ref cursor, draft);
        }
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
            if (cursor.Is("output"u8))
            {
                cursor.Read();
                hasContent = ReadOutput(ref cursor, body, draft);
            }
            else if (cursor.Is(Words.StopReason))
            {
                cursor.Read();
                draft.StopReason = StopReasons.Read(ref cursor, draft.StopReason);
            }
            else
            {
                ReadMetadataMember(ref cursor, draft);
            }

            cursor.SkipAny();
        }

        cursor.Read();
        return hasContent ? null : new WireFault("The answer has no content array.", "output.message.content");
    }

    private static bool ReadOutput(ref JsonCursor cursor, ReadOnlySpan<byte> body, AnswerDraft draft)
    {
        var hasContent = false;
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return hasContent;
        }

        while (cursor.NextMember())
        {
            var isMessage = cursor.Is("message"u8);
            cursor.Read();
            if (isMessage && cursor.Token == JsonTokenType.StartObject)
            {
                hasContent = ReadMessage(ref cursor, body, draft);
            }

            cursor.SkipAny();
        }

        return hasContent;
    }

    private static bool ReadMessage(ref JsonCursor cursor, ReadOnlySpan<byte> body, AnswerDraft draft)
    {
        var hasContent = false;
        while (cursor.NextMember())
        {
            var isContent = cursor.Is(Words.Content);
            cursor.Read();
            if (isContent && cursor.Token == JsonTokenType.StartArray)
            {
                hasContent = true;
                ReadContent(ref cursor, body, draft);
            }

            cursor.SkipAny();
        }

        return hasContent;
    }

    private static void ReadContent(ref JsonCursor cursor, ReadOnlySpan<byte> body, AnswerDraft draft)
    {
        for (var index = 0L; cursor.NextElement(); index++)
        {
            draft.HasContent = true;
            if (cursor.Token == JsonTokenType.StartObject)
            {
                BlockReader.ReadBlock(ref cursor, body, index, draft);
            }
            else
            {
                cursor.SkipAny();
            }
        }
    }

    private static void ReadServiceTier(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            var isType = cursor.Is(Words.Type);
            cursor.Read();
            draft.ServiceTier = isType ? cursor.TextOr(draft.ServiceTier) : draft.ServiceTier;
            cursor.SkipAny();
        }
    }
}
