using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Applies one stream event's JSON to a draft (Anthropic API reference, streaming Messages). The same objects travel as SSE data and inside
/// InvokeModel chunks.
/// <code>
/// event = { "type": "message_start", "message": message } / { "type": "content_block_start", "index", "content_block": block }
///       / { "type": "content_block_delta", "index", "delta": delta } / { "type": "content_block_stop", "index" }
///       / { "type": "message_delta", "delta": { "stop_reason", ... }, "usage": usage } / { "type": "message_stop" }
///       / { "type": "ping" } / other
/// </code>
/// </summary>
internal static class EventReader
{
    /// <summary>Reads the <c>type</c> of an event that came without a name; empty when it has none.</summary>
    /// <exception cref="JsonException">The data is not JSON.</exception>
    public static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        cursor.Read();
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return default;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Type))
            {
                cursor.Read();
                return cursor.Token == JsonTokenType.String ? cursor.Raw : default;
            }

            cursor.SkipValue();
        }

        return default;
    }

    /// <summary>Applies an event of a known type; false when its data is not an object.</summary>
    /// <exception cref="JsonException">The data is not JSON.</exception>
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
            ApplyBlockStart(ref cursor, json, draft);
        }
        else if (type.SequenceEqual(Words.MessageStart))
        {
            ApplyMessageStart(ref cursor, draft);
        }
        else if (type.SequenceEqual(Words.MessageDelta))
        {
            ApplyMessageDelta(ref cursor, draft);
        }
        else
        {
            cursor.SkipAny();
            draft.SawFinalUsage |= draft.SawUsageUpdate && type.SequenceEqual(Words.MessageStop);
        }

        // Anything after the object is refused here.
        return !cursor.Read();
    }

    private static void ApplyMessageStart(ref JsonCursor cursor, AnswerDraft draft)
    {
        while (cursor.NextMember())
        {
            var isMessage = cursor.Is(Words.Message);
            cursor.Read();
            if (isMessage && cursor.Token == JsonTokenType.StartObject)
            {
                while (cursor.NextMember())
                {
                    AnswerReader.ReadMember(ref cursor, draft);
                    cursor.SkipAny();
                }
            }

            cursor.SkipAny();
        }

        // These are the counts before the first token; the last ones come with message_delta.
        draft.SawFinalUsage = false;
    }

    private static void ApplyBlockStart(ref JsonCursor cursor, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var index = -1L;
        var block = default(ByteRange);
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Index))
            {
                cursor.Read();
                _ = cursor.TryGetInt64(out index);
            }
            else if (cursor.Is(Words.ContentBlock))
            {
                block = cursor.SkipValue();
            }

            cursor.SkipAny();
        }

        // The block is read once its index is known, whichever of the two members came first.
        var inner = new JsonCursor(block.Of(json));
        if (!block.IsEmpty && inner.Read() && inner.Token == JsonTokenType.StartObject)
        {
            BlockReader.Read(ref inner, block.Of(json), index, draft);
        }
    }

    // delta = text_delta{text} / input_json_delta{partial_json} / thinking_delta / signature_delta / citations_delta / other
    private static void ApplyDelta(ref JsonCursor cursor, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var index = -1L;
        var text = default(ByteRange);
        var input = default(ByteRange);
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Index))
            {
                cursor.Read();
                _ = cursor.TryGetInt64(out index);
            }
            else if (cursor.Is(Words.Delta))
            {
                cursor.Read();
                ReadDelta(ref cursor, draft, ref text, ref input);
            }

            cursor.SkipAny();
        }

        if (!text.IsEmpty)
        {
            draft.AppendText(text.Of(json));
        }

        if (!input.IsEmpty)
        {
            draft.AppendToolInput(index, input.Of(json));
        }
    }

    private static void ReadDelta(ref JsonCursor cursor, AnswerDraft draft, ref ByteRange text, ref ByteRange input)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Text))
            {
                cursor.Read();
                text = cursor.Token == JsonTokenType.String ? cursor.RawRange : default;
            }
            else if (cursor.Is("partial_json"u8))
            {
                cursor.Read();
                input = cursor.Token == JsonTokenType.String ? cursor.RawRange : default;
            }
            else if (cursor.Is(Words.Thinking))
            {
                draft.HasThinking = true;
            }
            else if (cursor.Is("signature"u8))
            {
                // It comes whole, in one delta.
                cursor.Read();
                draft.AddThinkingSignature(cursor.Token == JsonTokenType.String ? cursor.Raw : default);
            }

            cursor.SkipAny();
        }
    }

    private static void ApplyMessageDelta(ref JsonCursor cursor, AnswerDraft draft)
    {
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Usage))
            {
                cursor.Read();
                draft.SawUsageUpdate |= UsageReader.Read(ref cursor, draft);
            }
            else if (cursor.Is(Words.Delta))
            {
                cursor.Read();
                ReadStopReason(ref cursor, draft);
            }

            cursor.SkipAny();
        }

        // Several message_delta events may come; the counts are the last ones once the reason for stopping is known.
        draft.SawFinalUsage = draft.SawUsageUpdate && draft.StopReason != StopReason.Unknown;
    }

    private static void ReadStopReason(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

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
