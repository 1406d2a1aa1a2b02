using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Reads a usage object of the Messages dialect.
/// <code>
/// usage = { "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
///           "cache_creation": { "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens" },
///           "output_tokens_details": { "thinking_tokens" }, "service_tier", "speed", "inference_geo", *other }
/// </code>
/// <c>input_tokens</c> excludes everything read from or written to a cache; thinking is inside <c>output_tokens</c>, so
/// <c>thinking_tokens</c> is not added again. Source: Anthropic API reference, Messages, 2026.
/// </summary>
internal static class UsageReader
{
    /// <summary>Reads from the object's opening brace to its closing one. True when it said how many tokens were generated.</summary>
    public static bool Read(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            cursor.SkipAny();
            return false;
        }

        var usage = draft.Usage;
        long? total = null;
        long? write5m = null;
        long? write1h = null;
        var sawOutput = false;
        while (cursor.NextMember())
        {
            if (cursor.Is("input_tokens"u8))
            {
                cursor.Read();
                usage.SetInput(usage.ReadCount(ref cursor));
            }
            else if (cursor.Is("output_tokens"u8))
            {
                cursor.Read();
                var output = usage.ReadCount(ref cursor);
                usage.SetOutput(output);
                sawOutput = output is not null;
            }
            else if (cursor.Is("cache_read_input_tokens"u8))
            {
                cursor.Read();
                usage.SetCacheRead(usage.ReadCount(ref cursor));
            }
            else if (cursor.Is("cache_creation_input_tokens"u8))
            {
                cursor.Read();
                total = usage.ReadCount(ref cursor);
            }
            else if (cursor.Is("cache_creation"u8))
            {
                cursor.Read();
                ReadSplit(ref cursor, usage, out write5m, out write1h);
            }
            else
            {
                ReadService(ref cursor, draft);
            }
        }

        usage.SetCacheWrites(total, write5m, write1h);
        return sawOutput;
    }

    private static void ReadSplit(ref JsonCursor cursor, UsageDraft usage, out long? write5m, out long? write1h)
    {
        write5m = null;
        write1h = null;
        if (cursor.Token != JsonTokenType.StartObject)
        {
            cursor.SkipAny();
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is("ephemeral_5m_input_tokens"u8))
            {
                cursor.Read();
                write5m = usage.ReadCount(ref cursor);
            }
            else if (cursor.Is("ephemeral_1h_input_tokens"u8))
            {
                cursor.Read();
                write1h = usage.ReadCount(ref cursor);
            }
            else
            {
                cursor.SkipAny();
            }
        }
    }

    private static void ReadService(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Is("service_tier"u8))
        {
            cursor.Read();
            draft.ServiceTier = cursor.TextOr(draft.ServiceTier);
        }
        else if (cursor.Is("output_tokens_details"u8))
        {
            cursor.Read();
            ReadThinking(ref cursor, draft);
        }
        else if (cursor.Is("speed"u8))
        {
            cursor.Read();
            draft.Speed = cursor.TextOr(draft.Speed);
        }
        else if (cursor.Is("inference_geo"u8))
        {
            cursor.Read();
            draft.InferenceGeo = cursor.TextOr(draft.InferenceGeo);
        }

        cursor.SkipAny();
    }

    private static void ReadThinking(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            var isThinking = cursor.Is("thinking_tokens"u8);
            cursor.Read();
            if (isThinking && cursor.TryGetInt64(out var tokens) && tokens >= 0)
            {
                draft.ThinkingTokens = tokens;
            }

            cursor.SkipAny();
        }
    }
}
