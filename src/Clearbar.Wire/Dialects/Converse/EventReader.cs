using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Applies one stream event's JSON to a draft (AWS service model, bedrock-runtime 2026-07-31, ConverseStreamOutput).
/// <code>
/// messageStart {role} / contentBlockStart {contentBlockIndex, start} / contentBlockDelta {contentBlockIndex, delta}
/// / contentBlockStop {contentBlockIndex} / messageStop {stopReason} / metadata {usage, metrics, [serviceTier]} / other
/// </code>
/// Text and reasoning blocks come without a contentBlockStart. Every payload may carry <c>p</c>, padding that means nothing.
/// </summary>
internal static class EventReader
{
    /// <summary>Applies an event; false when its payload is not a JSON object.</summary>
    /// <exception cref="JsonException">The payload is not JSON.</exception>
    public static bool Apply(ReadOnlySpan<byte> type, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var cursor = new JsonCursor(json);
        cursor.Read();
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return false;
        }

        if (type.SequenceEqual(Words.ContentBlockDelta))
        {
            draft.HasContent = true;
            ApplyDelta(ref cursor, json, draft);
        }
        else if (type.SequenceEqual(Words.ContentBlockStart))
        {
            draft.HasContent = true;
            ApplyStart(ref cursor, json, draft);
        }
        else if (type.SequenceEqual(Words.MessageStop))
        {
            ApplyMessageStop(ref cursor, draft);
        }
        else if (type.SequenceEqual(Words.Metadata))
        {
            while (cursor.NextMember())
            {
                AnswerReader.ReadMetadataMember(ref cursor, draft);
                cursor.SkipAny();
            }
        }
        else
        {
            cursor.SkipAny();
        }

        // Anything after the object is refused here.
        return !cursor.Read();
    }

    private static void ApplyStart(ref JsonCursor cursor, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var index = -1L;
        var start = default(ByteRange);
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.ContentBlockIndex))
            {
                cursor.Read();
                _ = cursor.TryGetInt64(out index);
            }
            else if (cursor.Is("start"u8))
            {
                start = cursor.SkipValue();
            }

            cursor.SkipAny();
        }

        // The start is read once its index is known, whichever of the two members came first.
        var inner = new JsonCursor(start.Of(json));
        if (!start.IsEmpty && inner.Read() && inner.Token == JsonTokenType.StartObject)
        {
            BlockReader.ReadBlock(ref inner, start.Of(json), index, draft);
        }
    }

    private static void ApplyDelta(ref JsonCursor cursor, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var index = -1L;
        var input = default(ByteRange);
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.ContentBlockIndex))
            {
                cursor.Read();
                _ = cursor.TryGetInt64(out index);
            }
            else if (cursor.Is("delta"u8))
            {
                cursor.Read();
                input = cursor.Token == JsonTokenType.StartObject ? BlockReader.ReadDelta(ref cursor, draft) : input;
            }

            cursor.SkipAny();
        }

        if (!input.IsEmpty)
        {
            draft.AppendToolInput(index, input.Of(json));
        }
    }

    private static void ApplyMessageStop(ref JsonCursor cursor, AnswerDraft draft)
    {
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.StopReason))
            {
                cursor.Read();
                draft.StopReason = StopReasons.Read(ref cursor, draft.StopReason);
            }

            cursor.SkipAny();
        }
    }
}
