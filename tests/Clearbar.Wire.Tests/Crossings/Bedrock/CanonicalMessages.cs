using Clearbar.Wire.Tests.Requests;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Random Messages requests that use only what both dialects can say, in the form that has no second spelling.</summary>
internal static class CanonicalMessages
{
    public static string Make(int seed)
    {
        var json = new RandomJson(seed);
        var markers = new MarkerQueue(json);
        var members = new List<(string, string)> { ("model", "\"claude-opus-5\""), ("max_tokens", "100") };
        if (json.Maybe())
        {
            members.Add(("tools", json.Array(Enumerable.Range(0, 1 + json.Count(2)).Select(_ => Tool(json, markers)).ToArray())));
            members.Add(("tool_choice", json.One("""{"type":"auto"}""", """{"type":"any"}""", """{"type":"tool","name":"f"}""", """{"type":"any","disable_parallel_tool_use":true}""")));
        }

        if (json.Maybe())
        {
            members.Add(("system", json.Array(Enumerable.Range(0, 1 + json.Count(2)).Select(_ => Text(json, markers)).ToArray())));
        }

        members.Add(("messages", json.Array(Enumerable.Range(0, 1 + json.Count(5)).Select(index => Message(json, markers, index % 2 == 0)).ToArray())));
        if (json.Maybe())
        {
            members.AddRange([("temperature", "1.0"), ("top_p", "0.99"), ("top_k", "3"), ("thinking", """{"type":"enabled","budget_tokens":1024}""")]);
        }

        if (json.Maybe())
        {
            members.Add(("stop_sequences", json.Array([json.String("stop" + json.Word())])));
        }

        if (json.Maybe())
        {
            members.Add(("output_config", json.Object(("effort", "\"max\""), ("format", json.Object(("type", "\"json_schema\""), ("schema", json.Object(("a", json.Any()))))))));
        }

        return json.Object(members);
    }

    private static string Message(RandomJson json, MarkerQueue markers, bool isUser) => json.Object(
        ("role", isUser ? "\"user\"" : "\"assistant\""),
        ("content", json.Array(Enumerable.Range(0, 1 + json.Count(3)).Select(_ => isUser ? UserBlock(json, markers) : AssistantBlock(json, markers)).ToArray())));

    private static string UserBlock(RandomJson json, MarkerQueue markers) => json.Count(4) switch
    {
        0 => Image(json, markers),
        1 => Document(json, markers),
        2 => SearchResult(json, markers),
        3 => Marked(json, markers, Error(json, ("type", "\"tool_result\""), ("tool_use_id", Id(json)), ("content", json.Array(json.Some(3, () => json.One(Text(json, null), Image(json, null), Document(json, null), SearchResult(json, null))).ToArray())))),
        _ => Text(json, markers),
    };

    private static string AssistantBlock(RandomJson json, MarkerQueue markers) => json.Count(4) switch
    {
        0 => Marked(json, markers, ("type", "\"tool_use\""), ("id", Id(json)), ("name", "\"f\""), ("input", json.Object(("a", json.Any())))),
        1 => Marked(json, markers, ("type", "\"text\""), ("text", json.String("t" + json.Word())), ("citations", json.Array([Citation(json)]))),
        2 => json.Object(("type", "\"thinking\""), ("thinking", json.String(json.Word())), ("signature", "\"EqQB\"")),
        3 => """{"type":"redacted_thinking","data":"b3Bh"}""",
        _ => Text(json, markers),
    };

    private static (string, string)[] Error(RandomJson json, params (string, string)[] members) => json.Maybe() ? [.. members, ("is_error", "true")] : members;

    private static string Text(RandomJson json, MarkerQueue? markers) => Marked(json, markers, ("type", "\"text\""), ("text", json.String("t" + json.Word())));

    private static string Image(RandomJson json, MarkerQueue? markers) => Marked(
        json, markers, ("type", "\"image\""), ("source", json.Object(("type", "\"base64\""), ("media_type", json.One("\"image/png\"", "\"image/jpeg\"", "\"image\\/gif\"", "\"image/webp\"")), ("data", "\"aGk=\""))));

    private static string Document(RandomJson json, MarkerQueue? markers) => Marked(
        json,
        markers,
        ("type", "\"document\""),
        ("title", $"\"d{json.Count(int.MaxValue - 1)}\""),
        ("context", json.String(json.Word())),
        ("citations", """{"enabled":true}"""),
        ("source", json.Count(2) switch
        {
            0 => json.Object(("type", "\"base64\""), ("media_type", "\"application/pdf\""), ("data", "\"JVBERi0=\"")),
            1 => json.Object(("type", "\"text\""), ("media_type", "\"text/plain\""), ("data", json.String(json.Word()))),
            _ => json.Object(("type", "\"content\""), ("content", json.Array([Text(json, null), Text(json, null)]))),
        }));

    private static string SearchResult(RandomJson json, MarkerQueue? markers) => Marked(
        json, markers, ("type", "\"search_result\""), ("source", json.String(json.Word())), ("title", json.String(json.Word())), ("content", json.Array([Text(json, null)])));

    private static string Citation(RandomJson json) => json.Maybe()
        ? json.Object(
            ("type", "\"search_result_location\""), ("cited_text", json.String(json.Word())), ("search_result_index", "0"), ("title", json.One("null", json.String(json.Word()))), ("source", json.String(json.Word())), ("start_block_index", "1"), ("end_block_index", "2"))
        : json.Object(
            ("type", "\"char_location\""), ("cited_text", json.String(json.Word())), ("document_index", "0"), ("document_title", json.One("null", json.String(json.Word()))), ("start_char_index", "1"), ("end_char_index", "2"));

    private static string Id(RandomJson json) => "\"" + json.One("toolu_", "enc-", "enc-_d", "") + string.Concat(Enumerable.Range(0, 1 + json.Count(29)).Select(_ => json.One("a", "c", "d", "_", "-"))) + "\"";

    private static string Tool(RandomJson json, MarkerQueue markers) => Marked(
        json, markers, ("name", "\"f\""), ("description", json.String("d" + json.Word())), ("input_schema", json.Object(("a", json.Any()))), ("strict", json.One("true", "false")));

    private static string Marked(RandomJson json, MarkerQueue? markers, params (string, string)[] members) => markers?.Next() is { } marker
        ? json.Object([.. members, ("cache_control", $$$"""{"type":"ephemeral"{{{marker}}}}""")])
        : json.Object(members);
}
