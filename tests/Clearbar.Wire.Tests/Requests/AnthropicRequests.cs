namespace Clearbar.Wire.Tests.Requests;

/// <summary>Random valid requests of the Messages dialect.</summary>
internal static class AnthropicRequests
{
    public static string Make(int seed)
    {
        var json = new RandomJson(seed);
        var members = new List<(string, string)>
        {
            ("model", json.String("claude-" + json.Word())),
            ("max_tokens", json.One("0", "1", "4096")),
            ("messages", json.Array(json.Some(4, () => Message(json)).Append(Message(json)).ToArray())),
        };
        Add("system", () => json.One(json.String(json.Word()), "null", json.Array(json.Some(3, () => Text(json)).ToArray())));
        Add("stream", () => json.One("true", "false", "null"));
        Add("tools", () => json.One("null", json.Array(json.Some(3, () => Tool(json)).ToArray())));
        Add("thinking", () => json.One("null", """{"type":"disabled"}""", json.Object(("budget_tokens", "1024"), ("type", json.String("enabled"))), """{"display":{"type":"x"},"type":"adaptive"}"""));
        Add("output_config", () => json.Object(("effort", "\"low\""), ("format", json.Object(("type", "\"json_schema\""), ("schema", json.One("null", json.Any()))))));
        Add("cache_control", () => json.One("null", """{"type":"ephemeral"}"""));
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

    private static string Message(RandomJson json) => json.Object(
        ("role", json.String(json.One("user", "user", "assistant", "system"))),
        ("content", json.Maybe() ? json.String(json.Word()) : json.Array(json.Some(4, () => Block(json)).ToArray())));

    private static string Block(RandomJson json) => json.Count(8) switch
    {
        0 => json.Object(("type", "\"image\""), ("source", json.Object(("type", "\"base64\""), ("media_type", "\"image/png\""), ("data", "\"aGVsbG8=\"")))),
        1 => json.Object(("type", "\"document\""), ("title", json.String(json.Word())), ("context", json.Any()), ("source", Source(json))),
        2 => json.Object(("type", "\"thinking\""), ("thinking", json.String(json.Word())), ("signature", "\"EqQB\"")),
        3 => json.Object(("type", "\"redacted_thinking\""), ("data", "\"b3BhcXVl\"")),
        4 => json.Object(("type", "\"tool_use\""), ("id", "\"toolu_1\""), ("name", json.String(json.Word())), ("input", json.Any())),
        5 => json.Object(
            ("type", "\"tool_result\""),
            ("tool_use_id", json.String("toolu_" + json.Word())),
            ("content", json.One(json.String(json.Word()), json.Array(json.Some(3, () => Block(json)).ToArray()), "null")),
            ("cache_control", json.One("null", """{"type":"ephemeral","ttl":"1h"}"""))),
        6 => json.Object(("type", "\"search_result\""), ("source", json.String(json.Word())), ("title", json.String(json.Word())), ("content", json.Array([Text(json)]))),
        7 => json.Object(("type", json.String("new_" + json.Word())), ("x", json.Any())),
        _ => Text(json),
    };

    private static string Source(RandomJson json) => json.One(
        json.Object(("type", "\"text\""), ("media_type", "\"text/plain\""), ("data", json.String(json.Word()))),
        json.Object(("type", "\"base64\""), ("media_type", "\"application/pdf\""), ("data", "\"JVBERi0=\"")),
        json.Object(("type", "\"content\""), ("content", json.Array([Text(json), Text(json)]))),
        json.Object(("type", "\"url\""), ("url", json.String(json.Word()))));

    private static string Text(RandomJson json) => json.Maybe()
        ? json.Object(("type", "\"text\""), ("text", json.String(json.Word())))
        : json.Object(("type", "\"text\""), ("text", json.String(json.Word())), ("cache_control", json.One("null", """{"type":"ephemeral"}""")), ("citations", json.Any()));

    private static string Tool(RandomJson json) => json.Object(
        ("name", json.String(json.Word())),
        ("input_schema", json.Any()),
        ("cache_control", json.One("null", """{"type":"ephemeral"}""")));
}
