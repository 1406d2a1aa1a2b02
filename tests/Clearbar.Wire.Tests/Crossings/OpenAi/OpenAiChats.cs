using Clearbar.Wire.Tests.Requests;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Random Chat Completions requests that Messages can say, down to the losses a crossing names.</summary>
internal static class OpenAiChats
{
    public static string Make(int seed)
    {
        var json = new RandomJson(seed);
        var call = 0;
        var messages = json.Some(2, () => json.Object(("role", json.String(json.One("system", "developer"))), ("content", Content(json, Text)))).ToList();
        messages.Add(json.Object(("role", "\"user\""), ("content", "\"first\"")));
        for (var turns = json.Count(3); turns > 0; turns--)
        {
            var ids = json.Some(3, () => json.One("call_", "c.", "é/") + call++).ToArray();
            messages.Add(Assistant(json, ids));
            messages.AddRange(ids.Select(id => json.Object(("role", "\"tool\""), ("tool_call_id", json.String(id)), ("content", Content(json, Text)))));
            messages.Add(json.Object(("role", "\"user\""), ("content", Content(json, Part))));
        }

        var members = new List<(string, string)> { ("model", "\"m\""), ("messages", json.Array(messages)) };
        Add("max_completion_tokens", () => json.One("1", "4096"));
        Add("temperature", () => json.One("0", "0.7", "1.00", "1.5", "null"));
        Add("top_p", () => "0.95");
        Add("stop", () => json.One("\"END\"", "[\"a\",\" \",\"b\"]", "[\"c\"]"));
        Add("stream", () => json.One("true", "false"));
        Add("seed", () => "7");
        Add("user", () => json.String("u" + json.Word()));
        Add("service_tier", () => json.One("\"auto\"", "\"default\"", "\"flex\""));
        Add("reasoning_effort", () => json.One("\"none\"", "\"minimal\"", "\"low\"", "\"medium\"", "\"high\"", "\"xhigh\""));
        Add("response_format", () => json.One(
            """{"type":"text"}""",
            json.Object(("type", "\"json_schema\""), ("json_schema", json.Object(("name", "\"answer\""), ("schema", json.Object(("type", "\"object\""), ("x", json.Any()))), ("strict", json.One("true", "false")))))));
        if (json.Maybe())
        {
            members.Add(("tools", json.Array(json.Some(2, () => Tool(json)).Append(Tool(json)).ToArray())));
            Add("tool_choice", () => json.One("\"auto\"", "\"required\"", "\"none\"", json.Object(("type", "\"function\""), ("function", json.Object(("name", "\"f.x\""))))));
            if (!members.Exists(member => member is ("tool_choice", "\"none\"")))
            {
                Add("parallel_tool_calls", () => json.One("false", "true"));
            }
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

    private static string Assistant(RandomJson json, string[] ids) => ids.Length == 0
        ? json.Object(("role", "\"assistant\""), ("content", Content(json, Text)))
        : json.Object(
            ("role", "\"assistant\""),
            ("content", json.One("null", "\"\"", Content(json, Text))),
            ("tool_calls", json.Array(ids.Select(id => json.Object(
                ("id", json.String(id)),
                ("type", "\"function\""),
                ("function", json.Object(("name", json.String(json.One("f", "f.x", "enc-f-2ex"))), ("arguments", json.String(json.One("{}", json.Object(("text", json.Any()))))))))).ToArray())));

    private static string Content(RandomJson json, Func<RandomJson, string> part) =>
        json.Maybe() ? json.String("t" + json.Word()) : json.Array(json.Some(3, () => part(json)).Append(part(json)).Append(Text(json, "t")).ToArray());

    private static string Part(RandomJson json) => json.Count(4) switch
    {
        0 => json.Object(("type", "\"image_url\""), ("image_url", json.Object(("url", json.One("\"https://x/y.png\"", "\"data:image/png;base64,aG/k=\"", "\"data:image\\/png;base64,aG\\/k=\""))))),
        1 => json.Object(("type", "\"file\""), ("file", json.Object(("filename", json.String("a" + json.Word())), ("file_data", "\"data:application/pdf;base64,JVBERi0=\"")))),
        _ => Text(json),
    };

    private static string Text(RandomJson json) => json.One(Text(json, ""), Text(json, " "), Text(json, "t" + json.Word()), Text(json, "t" + json.Word()));

    private static string Text(RandomJson json, string text) => json.Object(("type", "\"text\""), ("text", json.String(text)));

    private static string Tool(RandomJson json)
    {
        var members = new List<(string, string)> { ("name", json.String(json.One("f", "f.x", "enc-f-2ex"))), ("parameters", json.Object(("type", "\"object\""), ("x", json.Any()))) };
        if (json.Maybe())
        {
            members.AddRange([("description", json.String(json.Word())), ("strict", json.One("true", "false"))]);
        }

        return json.Object(("type", "\"function\""), ("function", json.Object(members)));
    }
}
