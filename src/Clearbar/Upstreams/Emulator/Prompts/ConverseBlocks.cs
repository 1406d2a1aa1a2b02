using System.Runtime.InteropServices;
using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>Counts the content blocks of Converse and reads its cache points.</summary>
internal static class ConverseBlocks
{
    /// <summary>Tokens of a block under the first tokenizer; reasoning of earlier turns is not read again and costs nothing.</summary>
    public static int Tokens(JsonElement block, PromptBuilder prompt)
    {
        if (block.Has("text"u8, out var text))
        {
            return prompt.CountText(text);
        }

        if (block.Has("reasoningContent"u8, out _))
        {
            return 0;
        }

        if (block.Has("image"u8, out var image))
        {
            return image.Has("source"u8, out var source) && source.Has("bytes"u8, out var bytes) && bytes.ValueKind == JsonValueKind.String
                ? ImageTokens.Of(JsonMarshal.GetRawUtf8Value(bytes)[1..^1])
                : ImageTokens.Of(0, 0);
        }

        if (block.Has("document"u8, out var document) && document.Has("source"u8, out var file))
        {
            return file.Has("text"u8, out var plain) ? prompt.CountText(plain)
                : file.Has("bytes"u8, out var blob) ? AnthropicBlocks.PdfTokens(JsonMarshal.GetRawUtf8Value(blob).Length)
                : PromptBuilder.CountJson(document);
        }

        if (block.Has("toolResult"u8, out var result) && result.Has("content"u8, out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            var sum = PromptCosts.Message;
            foreach (var part in parts.EnumerateArray())
            {
                sum += Tokens(part.Require(JsonValueKind.Object, "toolResult.content"), prompt);
            }

            return sum;
        }

        return PromptBuilder.CountJson(block);
    }

    /// <summary>Reads <c>{type:"default", ttl?: "5m"|"1h"}</c>.</summary>
    public static CacheTtl TtlOf(JsonElement point)
    {
        if (!point.Require(JsonValueKind.Object, "cachePoint").Is("type"u8, "default"u8))
        {
            throw new RequestRejectedException(
                "1 validation error detected: Value at 'cachePoint.type' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [default]");
        }

        return point.Text("ttl"u8) switch
        {
            null or "5m" => CacheTtl.FiveMinutes,
            "1h" => CacheTtl.OneHour,
            _ => throw new RequestRejectedException(
                "1 validation error detected: Value at 'cachePoint.ttl' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [5m, 1h]"),
        };
    }
}
