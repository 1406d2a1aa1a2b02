using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Reads a usage object of Chat Completions.
/// <code>
/// usage = { "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details": { "cached_tokens", "cache_write_tokens", *other
/// },           "completion_tokens_details": { "reasoning_tokens", *other } }
/// </code>
/// <c>prompt_tokens</c> includes what a cache gave and took, <c>completion_tokens</c> includes reasoning. Cache writes carry no time to
/// live, so they count as 5 m. Local servers leave the details out or send null. Source: openai-node types, 2026.
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
        long? prompt = null;
        long? cached = null;
        long? written = null;
        var sawOutput = false;
        while (cursor.NextMember())
        {
            if (cursor.Is("prompt_tokens"u8))
            {
                cursor.Read();
                prompt = usage.ReadCount(ref cursor);
            }
            else if (cursor.Is("completion_tokens"u8))
            {
                cursor.Read();
                var output = usage.ReadCount(ref cursor);
                usage.SetOutput(output);
                sawOutput = output is not null;
            }
            else if (cursor.Is("prompt_tokens_details"u8))
            {
                cursor.Read();
                (cached, written) = ReadPromptDetails(ref cursor, usage);
            }
            else if (cursor.Is("completion_tokens_details"u8))
            {
                cursor.Read();
                ReadOutputDetails(ref cursor, draft);
            }

            cursor.SkipAny();
        }

        usage.SetPrompt(prompt, cached, written);
        return sawOutput;
    }

    private static (long? Cached, long? Written) ReadPromptDetails(ref JsonCursor cursor, UsageDraft usage)
    {
        long? cached = null;
        long? written = null;
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return (cached, written);
        }

        while (cursor.NextMember())
        {
            if (cursor.Is("cached_tokens"u8))
            {
                cursor.Read();
                cached = usage.ReadCount(ref cursor);
            }
            else if (cursor.Is("cache_write_tokens"u8))
            {
                cursor.Read();
                written = usage.ReadCount(ref cursor);
            }

            cursor.SkipAny();
        }

        return (cached, written);
    }

    private static void ReadOutputDetails(ref JsonCursor cursor, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            var isReasoning = cursor.Is("reasoning_tokens"u8);
            cursor.Read();
            if (isReasoning && cursor.TryGetInt64(out var tokens) && tokens >= 0)
            {
                draft.ThinkingTokens = tokens;
            }

            cursor.SkipAny();
        }
    }
}
