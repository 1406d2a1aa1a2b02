using System.Text.Json.Nodes;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Brings a Messages request to one form: what is said in two ways there is said in one, and named losses are taken out.</summary>
internal static class AnthropicForms
{
    public static JsonNode Of(string body, HashSet<string> losses)
    {
        var root = JsonNode.Parse(body, documentOptions: new() { MaxDepth = 512 })!.AsObject();
        root["model"] = "target";
        foreach (var name in root.Select(member => member.Key).ToArray())
        {
            // A loss named -thinking may be of the option or of blocks in earlier turns; the option that can be said stays.
            if (losses.Contains("-" + name) && !(name == "thinking" && root[name]!["type"]!.GetValue<string>() == "disabled"))
            {
                root.Remove(name);
            }
        }

        Options(root, losses);
        root["system"] = Blocks(root["system"], losses);

        // Messages joins what one role says in a row, so a turn may be told in two messages.
        var turns = new JsonArray();
        foreach (var message in root["messages"]!.AsArray())
        {
            var role = message!["role"]!.GetValue<string>();
            var blocks = Blocks(message["content"], losses);
            if (turns.Count > 0 && turns[^1]!["role"]!.GetValue<string>() == role)
            {
                foreach (var block in blocks)
                {
                    turns[^1]!["content"]!.AsArray().Add(block!.DeepClone());
                }
            }
            else if (blocks.Count > 0)
            {
                turns.Add(new JsonObject { ["role"] = role, ["content"] = blocks });
            }
        }

        root["messages"] = turns;
        return root;
    }

    private static void Options(JsonObject root, HashSet<string> losses)
    {
        if (root["output_config"] is JsonObject config)
        {
            if (losses.Contains("effort>xhigh"))
            {
                config["effort"] = "xhigh";
            }

            if (losses.Contains("-effort"))
            {
                config.Remove("effort");
            }

            if (config.Count == 0)
            {
                root.Remove("output_config");
            }
        }

        // These say what is so without them.
        if (root["stop_sequences"]?.AsArray().Count == 0)
        {
            root.Remove("stop_sequences");
        }

        if (root["metadata"]?.AsObject().Count == 0)
        {
            root.Remove("metadata");
        }

        if (root["stream"]?.GetValue<bool>() == false)
        {
            root.Remove("stream");
        }

        if (root["tool_choice"]?["disable_parallel_tool_use"]?.GetValue<bool>() == false)
        {
            root["tool_choice"]!.AsObject().Remove("disable_parallel_tool_use");
        }
    }

    private static JsonArray Blocks(JsonNode? content, HashSet<string> losses)
    {
        if (content is JsonValue text)
        {
            content = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text.DeepClone() });
        }

        var blocks = new JsonArray();
        foreach (var block in (content?.AsArray() ?? []).Select(block => block!.DeepClone().AsObject()))
        {
            var type = block["type"]!.GetValue<string>();
            if (losses.Contains("-" + type) || (type == "text" && block["text"]!.GetValue<string>().Length == 0))
            {
                continue;
            }

            if (losses.Contains("-cache_control"))
            {
                block.Remove("cache_control");
            }

            if (type == "tool_result")
            {
                block["content"] = Blocks(block["content"], losses);
            }

            blocks.Add(block);
        }

        return blocks;
    }
}
