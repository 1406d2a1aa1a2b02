using Clearbar.Wire.Tests.Requests;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Random Converse requests that use only what both dialects can say, in the form that has no second spelling.</summary>
internal static class CanonicalConverse
{
    public static string Make(int seed)
    {
        var json = new RandomJson(seed);
        var markers = new MarkerQueue(json);
        var members = new List<(string, string)>();
        if (json.Maybe())
        {
            members.Add(("toolConfig", json.Object(
                ("tools", json.Array(Enumerable.Range(0, 1 + json.Count(2)).SelectMany(_ => Marked(markers, Tool(json))).ToArray())),
                ("toolChoice", json.One("""{"auto":{}}""", """{"any":{}}""", """{"tool":{"name":"f"}}""")))));
        }

        if (json.Maybe())
        {
            members.Add(("system", json.Array(Enumerable.Range(0, 1 + json.Count(2)).SelectMany(_ => Marked(markers, Text(json))).ToArray())));
        }

        members.Add(("messages", json.Array(Enumerable.Range(0, 1 + json.Count(5)).Select(index => Message(json, markers, index % 2 == 0)).ToArray())));
        var inference = new List<(string, string)> { ("maxTokens", "100") };
        if (json.Maybe())
        {
            inference.Add(("temperature", "0.5"));
            inference.Add(("topP", "0.90"));
        }

        if (json.Maybe())
        {
            inference.Add(("stopSequences", json.Array([json.String("stop" + json.Word())])));
            members.Add(("additionalModelResponseFieldPaths", """["/stop_sequence"]"""));
        }

        members.Add(("inferenceConfig", json.Object(inference)));
        if (json.Maybe())
        {
            var schema = json.Object(("schema", json.String("""{"type": "object", "x": [1, "\u00e9"]}""")));
            var format = json.Object(("type", "\"json_schema\""), ("structure", json.Object(("jsonSchema", schema))));
            members.Add(("outputConfig", json.Object(("effort", "\"low\""), ("textFormat", format))));
        }

        if (json.Maybe())
        {
            members.Add(("additionalModelRequestFields", json.Object(("top_k", "5"), ("thinking", """{"type":"adaptive"}"""))));
        }

        return json.Object(members);
    }

    private static string Message(RandomJson json, MarkerQueue markers, bool isUser)
    {
        var blocks = new List<string>();
        for (var count = 1 + json.Count(3); count > 0; count--)
        {
            blocks.AddRange(isUser ? Marked(markers, UserBlock(json)) : json.Count(2) == 0 ? [Reasoning(json)] : Marked(markers, AssistantBlock(json)));
        }

        return json.Object(("role", isUser ? "\"user\"" : "\"assistant\""), ("content", json.Array(blocks)));
    }

    private static string UserBlock(RandomJson json) => json.Count(4) switch
    {
        0 => Image(json),
        1 => Document(json),
        2 => SearchResult(json),
        3 => json.Object(("toolResult", json.Object(Status(json, ("toolUseId", Id(json)), ("content", json.Array(json.Some(3, () => json.One(Text(json), Image(json), Document(json), SearchResult(json))).ToArray())))))),
        _ => Text(json),
    };

    private static string AssistantBlock(RandomJson json) => json.Count(2) switch
    {
        0 => json.Object(("toolUse", json.Object(("toolUseId", Id(json)), ("name", "\"f\""), ("input", json.Object(("a", json.Any())))))),
        1 => json.Object(("citationsContent", json.Object(("content", json.Array([Text(json)])), ("citations", json.Array([Citation(json)]))))),
        _ => Text(json),
    };

    private static (string, string)[] Status(RandomJson json, params (string, string)[] members) =>
        json.Maybe() ? [.. members, ("status", "\"error\"")] : members;

    private static string Text(RandomJson json) => json.Object(("text", json.String("t" + json.Word())));

    private static string Image(RandomJson json) =>
        json.Object(("image", json.Object(("format", json.One("\"png\"", "\"jpeg\"", "\"gif\"", "\"webp\"")), ("source", """{"bytes":"aGk="}"""))));

    private static string Document(RandomJson json)
    {
        var name = ("name", $"\"d{json.Count(int.MaxValue - 1)}\"");
        var context = ("context", json.String(json.Word()));
        return json.Object(("document", json.Count(2) switch
        {
            0 => json.Object(name, context, ("format", "\"pdf\""), ("source", """{"bytes":"JVBERi0="}"""), ("citations", """{"enabled":true}""")),
            1 => json.Object(name, context, ("format", "\"txt\""), ("source", json.Object(("text", json.String(json.Word()))))),
            _ => json.Object(name, ("source", json.Object(("content", json.Array([Text(json), Text(json)]))))),
        }));
    }

    private static string SearchResult(RandomJson json) => json.Object(("searchResult", json.Object(
        ("source", json.String(json.Word())), ("title", json.String(json.Word())), ("content", json.Array([Text(json)])), ("citations", """{"enabled":false}"""))));

    private static string Reasoning(RandomJson json) => json.Maybe()
        ? """{"reasoningContent":{"redactedContent":"b3Bh"}}"""
        : json.Object(("reasoningContent", json.Object(("reasoningText", json.Object(("text", json.String(json.Word())), ("signature", "\"EqQB\""))))));

    private static string Citation(RandomJson json)
    {
        var place = json.One("documentChar", "documentPage", "documentChunk");
        return json.Object(
            ("title", json.String(json.Word())),
            ("sourceContent", json.Array([Text(json)])),
            ("location", json.Object((place, json.Object(("documentIndex", "1"), ("start", "2"), ("end", "3"))))));
    }

    // At most 60 of 64 characters, so that escaping does not overflow.
    private static string Id(RandomJson json) => "\"" + string.Concat(Enumerable.Range(0, 1 + json.Count(29)).Select(_ => json.One("a", "Z", "0", "_", "-", ".", ":"))) + "\"";

    private static string Tool(RandomJson json) => json.Object(("toolSpec", json.Object(
        ("name", "\"f\""), ("description", json.String("d" + json.Word())), ("inputSchema", json.Object(("json", json.Object(("a", json.Any()))))), ("strict", json.One("true", "false")))));

    private static IEnumerable<string> Marked(MarkerQueue markers, string block) =>
        markers.Next() is { } marker ? [block, $$$"""{"cachePoint":{"type":"default"{{{marker}}}}}"""] : [block];
}
