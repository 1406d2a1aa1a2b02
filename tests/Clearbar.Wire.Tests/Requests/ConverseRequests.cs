namespace Clearbar.Wire.Tests.Requests;

/// <summary>Random valid Converse requests.</summary>
internal static class ConverseRequests
{
    public static string Make(int seed)
    {
        var json = new RandomJson(seed);
        var members = new List<(string, string)> { ("messages", json.Array(json.Some(4, () => Message(json)).Append(Message(json)).ToArray())) };
        Add("system", () => json.One("null", json.Array(json.Some(3, () => Leaf(json)).ToArray())));
        Add("inferenceConfig", () => json.One("null", "{}", json.Object(("temperature", "0.5"), ("maxTokens", json.One("1", "4096", "null")))));
        Add("toolConfig", () => json.Object(("tools", json.Array(json.Some(3, () => Tool(json)).ToArray())), ("toolChoice", """{"auto":{}}""")));
        Add("outputConfig", () => json.Object(("textFormat", json.Object(("type", "\"json_schema\""), ("structure", json.Object(("jsonSchema", json.Object(("name", "\"n\""), ("schema", json.One("null", json.String(json.Word()))))))))), ("effort", "\"low\"")));
        Add("additionalModelRequestFields", () => json.One(json.Any(), json.Object(("top_k", "5"), ("thinking", json.One("null", """{"type":"disabled"}""", """{"type":"enabled","budget_tokens":1024}""")))));
        Add("requestMetadata", () => json.Any());
        return json.One("", "\n ") + json.Object(members) + json.One("", "\n");

        void Add(string name, Func<string> value)
        {
            if (json.Maybe())
            {
                members.Add((name, value()));
            }
        }
    }

    private static string Message(RandomJson json) => json.Object(
        ("role", json.String(json.One("user", "user", "assistant", "system"))), ("content", json.Array(json.Some(4, () => Block(json)).ToArray())));

    private static string Block(RandomJson json) => json.Count(8) switch
    {
        0 => json.Object(("image", json.Object(("format", "\"png\""), ("source", """{"bytes":"aGVsbG8="}""")))),
        1 => json.Object(("document", json.Object(("name", json.String(json.Word())), ("format", "\"pdf\""), ("context", json.String(json.Word())), ("source", Source(json))))),
        2 => json.Object(("toolUse", json.Object(("toolUseId", "\"t\""), ("name", json.String(json.Word())), ("input", json.Any())))),
        3 => json.Object(("toolResult", json.Object(("toolUseId", json.String("t" + json.Word())), ("status", "\"success\""), ("content", json.Array(json.Some(3, () => Result(json)).ToArray()))))),
        4 => json.Object(("reasoningContent", json.One("""{"redactedContent":"b3Bh"}""", json.Object(("reasoningText", json.Object(("text", json.String(json.Word())), ("signature", "\"EqQB\""))))))),
        5 => json.Object(("citationsContent", json.Object(("content", json.Array([json.Object(("text", json.String(json.Word())))])), ("citations", json.Any())))),
        6 => json.Object(("searchResult", json.Object(("source", json.String(json.Word())), ("title", json.String(json.Word())), ("content", json.Array([json.Object(("text", json.String(json.Word())))]))))),
        7 => json.Object(("video", json.Any())),
        _ => Leaf(json),
    };

    private static string Leaf(RandomJson json) => json.Count(4) switch
    {
        0 => json.Object(("cachePoint", json.Object(("type", "\"default\""), ("ttl", "\"1h\"")))),
        1 => json.Object(("guardContent", json.Object(("text", json.Object(("text", json.String(json.Word())), ("qualifiers", "[\"query\"]")))))),
        _ => json.Object(("text", json.String(json.Word()))),
    };

    private static string Result(RandomJson json) => json.Maybe() ? json.Object(("json", json.Any())) : Block(json);

    private static string Source(RandomJson json) => json.One(
        """{"bytes":"JVBERi0="}""",
        json.Object(("text", json.String(json.Word()))),
        json.Object(("content", json.Array([json.Object(("text", json.String(json.Word())))]))));

    private static string Tool(RandomJson json) => json.Count(3) == 0
        ? json.Object(("cachePoint", """{"type":"default"}"""))
        : json.Object(("toolSpec", json.Object(("name", json.String(json.Word())), ("inputSchema", json.Object(("json", json.Any()))))));
}
