using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Reads a usage object of Converse (AWS service model, bedrock-runtime 2026-07-31, TokenUsage).
/// <code>
/// usage = { "inputTokens", "outputTokens", "totalTokens", ["cacheReadInputTokens"], ["cacheWriteInputTokens"],
///           ["cacheDetails": [ *{ "ttl": "5m" / "1h", "inputTokens" } ]], *other }
/// </code>
/// <c>inputTokens</c> is the uncached part only. The service may also send <c>cacheReadInputTokenCount</c> and
/// <c>cacheWriteInputTokenCount</c> with the same numbers: they are read only where the modelled member is absent, and never added.
/// </summary>
internal static class UsageReader
{
    /// <summary>Reads from the object's opening brace to its closing one. True when it said how many tokens were generated.</summary>
    public static bool Read(ref JsonCursor cursor, UsageDraft usage)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            cursor.SkipAny();
            return false;
        }

        var cache = default(CacheCounts);
        var sawOutput = false;
        while (cursor.NextMember())
        {
            if (cursor.Is("inputTokens"u8))
            {
                cursor.Read();
                usage.SetInput(usage.ReadCount(ref cursor));
            }
            else if (cursor.Is("outputTokens"u8))
            {
                cursor.Read();
                var output = usage.ReadCount(ref cursor);
                usage.SetOutput(output);
                sawOutput = output is not null;
            }
            else
            {
                ReadCache(ref cursor, usage, ref cache);
            }
        }

        usage.SetCacheRead(cache.Read ?? cache.ReadTwin);
        usage.SetCacheWrites(cache.Write ?? cache.WriteTwin, cache.Write5m, cache.Write1h);
        return sawOutput;
    }

    private static void ReadCache(ref JsonCursor cursor, UsageDraft usage, ref CacheCounts cache)
    {
        if (cursor.Is("cacheReadInputTokens"u8))
        {
            cursor.Read();
            cache.Read = usage.ReadCount(ref cursor);
        }
        else if (cursor.Is("cacheWriteInputTokens"u8))
        {
            cursor.Read();
            cache.Write = usage.ReadCount(ref cursor);
        }
        else if (cursor.Is("cacheReadInputTokenCount"u8))
        {
            cursor.Read();
            cache.ReadTwin = usage.ReadCount(ref cursor);
        }
        else if (cursor.Is("cacheWriteInputTokenCount"u8))
        {
            cursor.Read();
            cache.WriteTwin = usage.ReadCount(ref cursor);
        }
        else if (cursor.Is("cacheDetails"u8))
        {
            cursor.Read();
            ReadDetails(ref cursor, usage, ref cache);
        }
        else
        {
            cursor.SkipAny();
        }
    }

    private static void ReadDetails(ref JsonCursor cursor, UsageDraft usage, ref CacheCounts cache)
    {
        if (cursor.Token != JsonTokenType.StartArray)
        {
            cursor.SkipAny();
            return;
        }

        while (cursor.NextElement())
        {
            if (cursor.Token == JsonTokenType.StartObject)
            {
                ReadDetail(ref cursor, usage, ref cache);
            }
            else
            {
                cursor.SkipAny();
            }
        }
    }

    // A time to live this version does not know counts as 5 m, like writes that no detail names.
    private static void ReadDetail(ref JsonCursor cursor, UsageDraft usage, ref CacheCounts cache)
    {
        var is1h = false;
        long? tokens = null;
        while (cursor.NextMember())
        {
            if (cursor.Is("ttl"u8))
            {
                cursor.Read();
                is1h = cursor.Token == JsonTokenType.String && cursor.Is("1h"u8);
            }
            else if (cursor.Is("inputTokens"u8))
            {
                cursor.Read();
                tokens = usage.ReadCount(ref cursor);
            }

            cursor.SkipAny();
        }

        if (tokens is not { } count)
        {
            return;
        }

        if (is1h)
        {
            cache.Write1h = (cache.Write1h ?? 0) + count;
        }
        else
        {
            cache.Write5m = (cache.Write5m ?? 0) + count;
        }
    }

    private record struct CacheCounts(long? Read, long? ReadTwin, long? Write, long? WriteTwin, long? Write5m, long? Write1h);
}
