using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Reads a whole answer of Chat Completions (openai-node types, 2026).
/// <code>
/// answer = { "id", "object": "chat.completion", "created", "model", "choices": [ *choice ], "usage": usage, "service_tier", *other }
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

        var hasChoice = false;
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Choices))
            {
                cursor.Read();
                hasChoice = ChoiceReader.Read(ref cursor, body, draft);
            }
            else
            {
                ReadMember(ref cursor, draft);
            }

            cursor.SkipAny();
        }

        cursor.Read();
        return hasChoice ? null : new WireFault("The answer has no choices.", "choices");
    }

    /// <summary>Reads a member other than the choices; the chunks of a stream carry the same ones.</summary>
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
        else if (cursor.Is("service_tier"u8))
        {
            cursor.Read();
            draft.ServiceTier = cursor.TextOr(draft.ServiceTier);
        }
        else if (cursor.Is(Words.Usage))
        {
            cursor.Read();
            draft.SawFinalUsage = UsageReader.Read(ref cursor, draft);
        }
    }
}
