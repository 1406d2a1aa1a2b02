using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <summary>Reads usage as providers write it into logs: for offline pricing, not for the relay, which meters bytes as they pass.</summary>
public static class UsagePayloads
{
    /// <summary>Reads the <c>usage</c> object of an Anthropic Messages response.</summary>
    /// <exception cref="FormatException">A count is not a whole number of 0 or more.</exception>
    public static ReportedUsage ReadAnthropic(JsonElement usage)
    {
        var counts = new AnthropicCounts();
        counts.Merge(usage);
        return counts.ToReported(isFinal: true);
    }

    // stream  = message_start{message{usage}} … message_delta{delta{stop_reason?}, usage}+ message_stop
    // usage of message_delta is cumulative: each value that is not null replaces the one before.
    // Source: Anthropic Messages API reference, "Streaming messages" (version 2026-10-21).

    /// <summary>Reads the events of an Anthropic stream, in order, as parsed JSON objects.</summary>
    /// <exception cref="FormatException">The payload is not an array of events, or a count is not a whole number of 0 or more.</exception>
    public static ReportedUsage ReadAnthropicEvents(JsonElement events)
    {
        if (events.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("the payload of a stream must be an array of events");
        }

        var counts = new AnthropicCounts();
        var hasDelta = false;
        var isFinal = false;
        foreach (var item in events.EnumerateArray())
        {
            switch (TextOf(item, "type"))
            {
                case "message_start" when TryObject(item, "message", out var message) && TryObject(message, "usage", out var opening):
                    counts.Merge(opening);
                    break;
                case "message_delta":
                    hasDelta = true;
                    isFinal |= TryObject(item, "delta", out var delta) && TextOf(delta, "stop_reason") is not null;
                    if (TryObject(item, "usage", out var usage))
                    {
                        counts.Merge(usage);
                    }

                    break;
                case "message_stop":
                    isFinal |= hasDelta;
                    break;
                default:
                    break;
            }
        }

        return counts.ToReported(isFinal);
    }

    // usage = { inputTokens (uncached), outputTokens, totalTokens?, cacheReadInputTokens?, cacheWriteInputTokens?,
    //           cacheDetails?: [{ttl: "5m"|"1h", inputTokens}] }
    // The wire may also carry …TokenCount twins of the two cache counts; they repeat the same number.
    // Source: AWS service model, bedrock-runtime 2026-07-31 (TokenUsage).

    /// <summary>Reads the <c>usage</c> object of a Bedrock Converse response or <c>metadata</c> event.</summary>
    /// <exception cref="FormatException">A count is not a whole number of 0 or more.</exception>
    public static ReportedUsage ReadConverse(JsonElement usage)
    {
        var write = CountOf(usage, "cacheWriteInputTokens") ?? CountOf(usage, "cacheWriteInputTokenCount");
        long? write5m = null;
        long? write1h = null;
        if (usage.ValueKind == JsonValueKind.Object
            && usage.TryGetProperty("cacheDetails", out var details)
            && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var detail in details.EnumerateArray())
            {
                var tokens = CountOf(detail, "inputTokens") ?? 0;
                if (TextOf(detail, "ttl") == "1h")
                {
                    write1h = (write1h ?? 0) + tokens;
                }
                else
                {
                    write5m = (write5m ?? 0) + tokens;
                }
            }
        }

        var (five, hour) = SplitWrites(write, write5m, write1h);
        return new ReportedUsage
        {
            Tokens = new TokenUsage(
                CountOf(usage, "inputTokens") ?? 0,
                CountOf(usage, "cacheReadInputTokens") ?? CountOf(usage, "cacheReadInputTokenCount") ?? 0,
                five,
                hour,
                CountOf(usage, "outputTokens") ?? 0),
        };
    }

    /// <summary>
    /// Five-minute and one-hour writes out of a total and a split that may be absent or partial: the total stands, what no split claims is a
    /// five-minute write.
    /// </summary>
    internal static (long FiveMinutes, long OneHour) SplitWrites(long? total, long? fiveMinutes, long? oneHour)
    {
        if (total is not { } all)
        {
            return (fiveMinutes ?? 0, oneHour ?? 0);
        }

        var hour = Math.Min(oneHour ?? 0, all);
        return (all - hour, hour);
    }

    internal static bool TryObject(JsonElement parent, string key, out JsonElement child)
    {
        child = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(key, out child) && child.ValueKind == JsonValueKind.Object;
    }

    internal static string? TextOf(JsonElement parent, string key) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A count, or null when it is absent or null.</summary>
    internal static long? CountOf(JsonElement parent, string key)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0
            ? count
            : throw new FormatException($"{key} must be a whole number, 0 or more");
    }
}
