using System.Text.Json.Nodes;

namespace Clearbar.EndToEnd.Gateway.Conversations;

/// <summary>
/// Conversations are kept as messages of the Messages dialect; this says the same messages in Converse and back, written here a second time so that the
/// gateway's own crossings are not what checks them.
/// </summary>
internal static class ConverseForm
{
    public static JsonArray Of(JsonArray messages) => [.. messages.Select(static message => new JsonObject
    {
        ["role"] = (string)message!["role"]!,
        ["content"] = new JsonArray([.. message["content"]!.AsArray().SelectMany(static block => BlocksOf(block!.AsObject()))]),
    })];

    /// <summary>Content blocks of Converse in the Messages dialect; cache points are left out.</summary>
    public static JsonArray BlocksBack(JsonArray content) =>
        [.. content.Select(static block => BlockBack(block!.AsObject())).Where(static block => block is not null)];

    private static IEnumerable<JsonNode?> BlocksOf(JsonObject block)
    {
        yield return (string)block["type"]! switch
        {
            "text" => new JsonObject { ["text"] = (string)block["text"]! },
            "thinking" => new JsonObject
            {
                ["reasoningContent"] = new JsonObject
                {
                    ["reasoningText"] = new JsonObject { ["text"] = (string)block["thinking"]!, ["signature"] = (string)block["signature"]! },
                },
            },
            "redacted_thinking" => new JsonObject { ["reasoningContent"] = new JsonObject { ["redactedContent"] = (string)block["data"]! } },
            "tool_use" => new JsonObject
            {
                ["toolUse"] = new JsonObject { ["toolUseId"] = (string)block["id"]!, ["name"] = (string)block["name"]!, ["input"] = new JsonObject() },
            },
            "tool_result" => new JsonObject
            {
                ["toolResult"] = new JsonObject
                {
                    ["toolUseId"] = (string)block["tool_use_id"]!, ["content"] = new JsonArray(new JsonObject { ["text"] = "seen" }),
                },
            },
            var other => throw new InvalidOperationException($"a block of type {other} was not made here"),
        };
        if (block.ContainsKey("cache_control"))
        {
            yield return new JsonObject { ["cachePoint"] = new JsonObject { ["type"] = "default" } };
        }
    }

    private static JsonObject? BlockBack(JsonObject block)
    {
        var (kind, value) = block.First();
        return kind switch
        {
            "text" => new JsonObject { ["type"] = "text", ["text"] = (string)value! },
            "reasoningContent" when value!["redactedContent"] is { } data => new JsonObject { ["type"] = "redacted_thinking", ["data"] = (string)data! },
            "reasoningContent" => new JsonObject
            {
                ["type"] = "thinking",
                ["thinking"] = (string)value["reasoningText"]!["text"]!,
                ["signature"] = (string)value["reasoningText"]!["signature"]!,
            },
            "toolUse" => new JsonObject
            {
                ["type"] = "tool_use", ["id"] = (string)value!["toolUseId"]!, ["name"] = (string)value["name"]!, ["input"] = new JsonObject(),
            },
            "toolResult" => new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = (string)value!["toolUseId"]!, ["content"] = "seen" },
            _ => null,
        };
    }
}
