using System.Text.Json.Nodes;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Brings a Chat Completions request to one form: what is said in two ways there is said in one, and named losses are taken out.</summary>
internal static class OpenAiForms
{
    public static JsonNode Of(string body, HashSet<string> losses)
    {
        var root = JsonNode.Parse(body, documentOptions: new() { MaxDepth = 512 })!.AsObject();
        root["model"] = "target";
        root["max_tokens"] = (root["max_completion_tokens"] ?? root["max_tokens"])?.GetValue<int>() ?? 4096;
        root.Remove("max_completion_tokens");
        root.Remove("stream_options");
        foreach (var name in root.Select(member => member.Key).ToArray())
        {
            if (root[name] is null || losses.Contains("-" + name))
            {
                root.Remove(name);
            }
        }

        Options(root, losses);
        var messages = new JsonArray();
        var system = new JsonArray();
        foreach (var message in root["messages"]!.AsArray().Select(message => message!.DeepClone().AsObject()))
        {
            var parts = Parts(message["content"], losses);
            if (message["role"]!.GetValue<string>() is "system" or "developer")
            {
                foreach (var part in parts)
                {
                    system.Add(part!.DeepClone());
                }

                continue;
            }

            message["content"] = parts;
            messages.Add(message);
        }

        root["messages"] = messages;
        root["system"] = system;
        return root;
    }

    private static void Options(JsonObject root, HashSet<string> losses)
    {
        if (losses.Contains("temperature>1"))
        {
            root["temperature"] = 1;
        }

        if (losses.Contains("reasoning_effort>low"))
        {
            root["reasoning_effort"] = "low";
        }

        if (root["stop"] is { } stop)
        {
            var all = stop is JsonArray array ? array.Select(one => one!.GetValue<string>()) : [stop.GetValue<string>()];
            root["stop"] = new JsonArray([.. all.Where(one => !losses.Contains("-stop.blank") || one.Trim().Length > 0).Select(one => JsonValue.Create(one))]);
        }

        if (root["response_format"]?["json_schema"] is JsonObject schema && losses.Contains("json_schema.strict>true"))
        {
            schema["strict"] = true;
        }

        // These say what is so without them.
        RemoveIf(root, "response_format", root["response_format"]?["type"]?.GetValue<string>() == "text");
        RemoveIf(root, "stream", root["stream"]?.GetValue<bool>() == false);
        RemoveIf(root, "parallel_tool_calls", root["parallel_tool_calls"]?.GetValue<bool>() == true);
        RemoveIf(root, "tool_choice", root["tool_choice"] is JsonValue choice && choice.GetValue<string>() == "auto");
    }

    private static JsonArray Parts(JsonNode? content, HashSet<string> losses)
    {
        var parts = new JsonArray();
        if (content is JsonValue text)
        {
            content = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text.DeepClone() });
        }

        foreach (var part in content?.AsArray() ?? [])
        {
            var isText = part!["type"]!.GetValue<string>() == "text";
            var said = isText ? part["text"]!.GetValue<string>() : "x";
            if (said.Length > 0 && (said.Trim().Length > 0 || !losses.Contains("-blank_text")))
            {
                parts.Add(part.DeepClone());
            }
        }

        return parts;
    }

    private static void RemoveIf(JsonObject root, string name, bool says)
    {
        if (says)
        {
            root.Remove(name);
        }
    }
}
