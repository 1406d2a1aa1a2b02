using System.Runtime.InteropServices;
using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>Counts the content blocks of the Messages dialect and reads their cache markers.</summary>
internal static class AnthropicBlocks
{
    /// <summary>
    /// Tokens of a block under the first tokenizer. Thinking of earlier turns is not read again by the model and costs nothing.
    /// </summary>
    public static int Tokens(JsonElement block, PromptBuilder prompt)
    {
        switch (block.Text("type"u8))
        {
            case null:
                throw new RequestRejectedException("messages.content.type: Field required");
            case "text":
                return block.Has("text"u8, out var text) ? prompt.CountText(text) : 0;
            case "thinking" or "redacted_thinking":
                return 0;
            case "image":
                return block.Has("source"u8, out var image) && image.Has("data"u8, out var data) && data.ValueKind == JsonValueKind.String
                    ? ImageTokens.Of(JsonMarshal.GetRawUtf8Value(data)[1..^1])
                    : ImageTokens.Of(0, 0);
            case "document":
                return block.Has("source"u8, out var source) ? DocumentTokens(source, prompt) : 0;
            case "tool_result" when block.Has("content"u8, out var content) && content.ValueKind == JsonValueKind.Array:
                var sum = PromptCosts.Message;
                foreach (var inner in content.EnumerateArray())
                {
                    sum += Tokens(inner.Require(JsonValueKind.Object, "tool_result.content"), prompt);
                }

                return sum;
            case "tool_result":
                return PromptCosts.Message + (block.Has("content"u8, out var result) ? prompt.CountText(result) : 0);
            default:
                return PromptBuilder.CountJson(block);
        }
    }

    private static int DocumentTokens(JsonElement source, PromptBuilder prompt)
    {
        if (!source.Has("data"u8, out var data) || data.ValueKind != JsonValueKind.String)
        {
            return PromptBuilder.CountJson(source);
        }

        return source.Is("type"u8, "text"u8)
            ? prompt.CountText(data)
            : PdfTokens(JsonMarshal.GetRawUtf8Value(data).Length);
    }

    /// <summary>Tokens of a PDF of so many base64 characters.</summary>
    public static int PdfTokens(int base64Length) => PromptCosts.PdfPage * (1 + (base64Length * 3 / 4 / PromptCosts.PdfPageBytes));

    public static void MarkIfAsked(JsonElement block, PromptBuilder prompt)
    {
        if (block.Has("cache_control"u8, out var control))
        {
            prompt.MarkLast(TtlOf(control));
        }
    }

    /// <summary>Reads <c>{type ephemeral, ttl?: "5m"|"1h"}</c>.</summary>
    public static CacheTtl TtlOf(JsonElement control)
    {
        if (!control.Require(JsonValueKind.Object, "cache_control").Is("type"u8, "ephemeral"u8))
        {
            throw new RequestRejectedException("cache_control.type: Input should be 'ephemeral'");
        }

        return control.Text("ttl"u8) switch
        {
            null or "5m" => CacheTtl.FiveMinutes,
            "1h" => CacheTtl.OneHour,
            _ => throw new RequestRejectedException("cache_control.ephemeral.ttl: Input should be '5m' or '1h'"),
        };
    }
}
