using Clearbar.Wire.Tests.Requests;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Random Messages requests that Chat Completions can say, down to the losses a crossing names.</summary>
internal static class AnthropicChats
{
    public static string Make(int seed)
    {
        var json = new RandomJson(seed);
        var call = 0;
        var messages = new List<string> { json.Object(("role", "\"user\""), ("content", "\"first\"")) };
        for (var turns = json.Count(3); turns > 0; turns--)
        {
            var ids = json.Some(3, () => json.One("toolu_", "enc-c-2e", "enc-") + call++).ToArray();
            messages.Add(Assistant(json, ids));
            messages.Add(json.Object(
                ("role", "\"user\""),
                ("content", json.Array([.. ids.Select(id => Result(json, id)), .. json.Some(2, () => Block(json)), Text(json, "t")]))));
        }

        var members = new List<(string, string)> { ("model", "\"m\""), ("max_tokens", "77"), ("messages", json.Array(messages)) };
        Add("system", () => json.One(json.String("s" + json.Word()), json.Array([Text(json, "a"), Text(json, json.Word() + "b")]), json.Array([Text(json, "s")])));
        Add("temperature", () => json.One("0", "0.7", "1.00"));
        Add("top_k", () => "5");
        Add("stop_sequences", () => json.One("[]", "[\"a\",\"b\"]"));
        Add("stream", () => json.One("true", "false"));
        Add("metadata", () => json.One("{}", json.Object(("user_id", json.String("u" + json.Word())))));
        Add("service_tier", () => json.One("\"auto\"", "\"standard_only\""));
        Add("thinking", () => json.One("""{"type":"disabled"}""", """{"type":"adaptive"}""", """{"type":"enabled","budget_tokens":1024}"""));
        Add("output_config", () => json.One(
            """{"effort":"low"}""", """{"effort":"xhigh"}""", """{"effort":"max"}""", json.Object(("effort", "\"high\""), ("format", json.Object(("type", "\"json_schema\""), ("schema", json.Object(("x", json.Any()))))))));
        if (json.Maybe())
        {
            members.Add(("tools", json.Array(json.Some(2, () => Tool(json)).Append(Tool(json)).ToArray())));
            Add("tool_choice", () => json.One(
                """{"type":"auto"}""", """{"type":"any","disable_parallel_tool_use":true}""", """{"type":"none"}""", """{"type":"tool","name":"enc-f-2ex","disable_parallel_tool_use":false}"""));
        }

        return json.Object(members);

        void Add(string name, Func<string> value)
        {
            if (json.Maybe())
            {
                members.Add((name, value()));
            }
        }
    }

    private static string Assistant(RandomJson json, string[] ids)
    {
        var blocks = new List<string>();
        if (json.Maybe())
        {
            blocks.Add(json.One("""{"type":"thinking","thinking":"t","signature":"s"}""", """{"type":"redacted_thinking","data":"d"}"""));
        }

        blocks.AddRange(json.Some(2, () => Text(json, "t" + json.Word())));
        blocks.AddRange(ids.Select(id => json.Object(
            ("type", "\"tool_use\""), ("id", json.String(id)), ("name", json.One("\"f\"", "\"enc-f-2ex\"", "\"enc-f\"")), ("input", json.One("{}", json.Object(("text", json.Any())))))));
        blocks.Add(ids.Length > 0 ? blocks[^1] : Text(json, "t"));
        if (ids.Length > 0)
        {
            blocks.RemoveAt(blocks.Count - 1);
        }

        return json.Object(("role", "\"assistant\""), ("content", json.Array(blocks)));
    }

    private static string Result(RandomJson json, string id) => json.Object(
        ("type", "\"tool_result\""), ("tool_use_id", json.String(id)), ("content", json.One(json.String("t" + json.Word()), json.Array([Text(json, "a")]), json.Array([Text(json, "a"), Text(json, "b")]))));

    private static string Block(RandomJson json) => json.Count(4) switch
    {
        0 => json.Object(("type", "\"image\""), ("source", json.One("""{"type":"url","url":"https://x/y.png"}""", """{"type":"base64","media_type":"image/png","data":"aG/k="}"""))),
        1 => json.Object(("type", "\"document\""), ("title", json.String("a" + json.Word())), ("source", """{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}""")),
        2 => json.Object(("type", "\"text\""), ("text", json.String("t" + json.Word())), ("cache_control", """{"type":"ephemeral"}""")),
        _ => Text(json, json.One("", "t" + json.Word())),
    };

    private static string Text(RandomJson json, string text) => json.Object(("type", "\"text\""), ("text", json.String(text)));

    private static string Tool(RandomJson json) => json.Object(
        ("name", json.One("\"f\"", "\"enc-f-2ex\"", "\"enc-f\"")), ("description", json.String(json.Word())), ("input_schema", json.Object(("x", json.Any()))), ("strict", json.One("true", "false")));
}
