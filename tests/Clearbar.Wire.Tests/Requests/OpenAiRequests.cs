namespace Clearbar.Wire.Tests.Requests;

/// <summary>Random valid requests of Chat Completions.</summary>
internal static class OpenAiRequests
{
    public static string Make(int seed)
    {
        var json = new RandomJson(seed);
        var members = new List<(string, string)>
        {
            ("model", json.String("claude-" + json.Word())),
            ("messages", json.Array(json.Some(5, () => Message(json)).Append(Message(json)).ToArray())),
        };
        Add("max_completion_tokens", () => json.One("null", "1", "4096"));
        Add("max_tokens", () => json.One("null", "2", "8192"));
        Add("stream", () => json.One("true", "false", "null"));
        Add("stream_options", () => json.One("null", "{}", json.Object(("include_usage", json.One("true", "false", "null")), ("include_obfuscation", "true"))));
        Add("tools", () => json.One("null", json.Array(json.Some(3, () => Tool(json)).ToArray())));
        Add("response_format", () => json.One(
            "null",
            """{"type":"json_object"}""",
            json.Object(("type", "\"json_schema\""), ("json_schema", json.Object(("name", "\"n\""), ("schema", json.One("null", json.Any())), ("strict", "true"))))));
        Add("reasoning_effort", () => json.One("null", json.String("none"), json.String("low"), json.String("high")));
        Add("metadata", () => json.Any());
        Add("x-\u00fcnknown", () => json.Any());
        return json.One("", " ", "\r\n") + json.Object(members) + json.One("", "\n");

        void Add(string name, Func<string> value)
        {
            if (json.Maybe())
            {
                members.Add((name, value()));
            }
        }
    }

    private static string Message(RandomJson json) => json.Count(5) switch
    {
        0 => json.Object(("role", json.String(json.One("system", "developer"))), ("content", Content(json, Text))),
        1 => json.Object(
            ("role", json.String("assistant")),
            ("content", json.One("null", Content(json, Text))),
            ("refusal", json.One("null", json.String(json.Word()))),
            ("tool_calls", json.Array(json.Some(3, () => Call(json)).ToArray()))),
        2 or 3 => json.Object(("role", json.String("tool")), ("tool_call_id", json.String("call_" + json.Word())), ("content", Content(json, Text))),
        _ => json.Object(("role", json.String("user")), ("content", Content(json, Part)), ("name", json.String(json.Word())), ("tool_call_id", "\"no\"")),
    };

    private static string Content(RandomJson json, Func<RandomJson, string> part) =>
        json.Maybe() ? json.String(json.Word()) : json.Array(json.Some(4, () => part(json)).ToArray());

    private static string Part(RandomJson json) => json.Count(5) switch
    {
        0 => json.Object(("type", "\"image_url\""), ("image_url", json.Object(("url", json.String("https://x/" + json.Word())), ("detail", "\"low\"")))),
        1 => json.Object(("type", json.String("file")), ("file", json.Object(("filename", json.String(json.Word())), ("file_data", "\"JVBERi0=\"")))),
        2 => json.Object(("type", "\"input_audio\""), ("input_audio", json.Any())),
        3 => json.Object(("type", json.String("new_" + json.Word())), ("x", json.Any())),
        _ => Text(json),
    };

    private static string Text(RandomJson json) => json.Count(3) == 0
        ? json.Object(("type", "\"refusal\""), ("refusal", json.String(json.Word())))
        : json.Object(("type", json.String("text")), ("text", json.String(json.Word())));

    private static string Call(RandomJson json) => json.Object(
        ("id", json.String("call_" + json.Word())),
        ("type", "\"function\""),
        ("function", json.Object(("name", json.String(json.Word())), ("arguments", json.String(json.Any())))));

    private static string Tool(RandomJson json) => json.Object(
        ("type", "\"function\""),
        ("function", json.Object(("name", json.String(json.Word())), ("parameters", json.Any()))));
}
