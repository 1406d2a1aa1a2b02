using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>What an upstream is sent when a rung is asked to repair its answer: the bytes of the first call, and two turns more.</summary>
public sealed class RepairTranscriptTests
{
    private const string Told = "This answer did not pass a check: length: more than 3 characters. Give the whole answer again with that put right, and nothing else.";

    /// <summary>Every pair of dialects that can be held for gates, as a stream and whole.</summary>
    public static readonly TheoryData<string> Lanes = [.. Lane.All.Where(static lane => lane.CanBeHeld).Select(static lane => lane.Name)];

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task The_two_turns_stand_behind_the_last_message_and_every_other_byte_is_as_it_was(string name)
    {
        var lane = Lane.All.Single(lane => lane.Name == name);
        await using var upstream = await FakeUpstream.StartAsync((http, _) =>
        {
            http.Response.ContentType = Answers.ContentTypeOf(lane.Upstream, lane.Stream);
            return http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(lane.Upstream, lane.Stream)), http.RequestAborted).AsTask();
        });
        await using var gateway = await GatewayHarness.StartAsync(lane.DeploymentAt(upstream.Address), Configure("""{"length":{"maxChars":3}}"""));

        var reply = await ClientReply.SendAsync(gateway.Http, lane.Client, lane.Request("ladder"));

        Assert.Equal(("opus+repair", "a good answer"), (reply.Header("x-clearbar-path"), reply.Text));
        Assert.Equal(2, upstream.Received.Count);
        var (first, second) = (upstream.Received[0].Body, upstream.Received[1].Body);
        var (at, added) = (first.AsSpan().CommonPrefixLength(second), second.Length - first.Length);
        Assert.Equal(first, (byte[])[.. second[..at], .. second[(at + added)..]]);
        var messages = JsonNode.Parse(second)!["messages"]!.AsArray();
        Assert.Equal(3, messages.Count);
        Assert.Equal(("assistant", "a good answer"), TurnOf(messages[1]!));
        Assert.Equal(("user", Told), TurnOf(messages[2]!));
        Assert.Equal(lane.Upstream == Dialect.Converse ? null : "text", (string?)messages[2]!["content"]![0]!["type"]);
    }

    [Theory]
    [InlineData("""{"city":"Bern"}""", """{"city":"Bern"}""")]
    [InlineData("""{"city":"Be""", """{"INVALID_JSON":"{\"city\":\"Be"}""")]
    [InlineData("[1]", """{"INVALID_JSON":"[1]"}""")]
    public async Task Every_call_has_its_result_and_its_input_is_an_object(string input, string sentBack)
    {
        await using var upstream = await FakeUpstream.StartAsync((http, _) => AnswerAsync(http, CallsIn(input), "text/event-stream"));
        await using var gateway = await GatewayHarness.StartAsync(upstream, Configure("""{"toolCall":{"required":true}}"""));
        var body = BodyOf("""{"role":"user","content":"hi"}""");
        body["stream"] = true;

        await SendAsync(gateway, body);

        var messages = JsonNode.Parse(upstream.Received[1].Body)!["messages"]!.AsArray();
        var said = messages[1]!["content"]!.AsArray();
        Assert.Equal(["text", "tool_use", "tool_use"], said.Select(block => (string?)block!["type"]));
        Assert.All(said.Skip(1), block => Assert.Equal(("weather", sentBack), ((string?)block!["name"], block["input"]!.ToJsonString(s_plain))));
        var results = messages[2]!["content"]!.AsArray();
        Assert.Equal([("tool_result", "toolu_1", true), ("tool_result", "toolu_2", true)], results.Select(
            block => ((string?)block!["type"], (string?)block["tool_use_id"], (bool)block["is_error"]!)));
        Assert.All(results, block => Assert.StartsWith(
            "Nothing was run: the turn did not pass a check: toolCall: call 1: ", (string?)block!["content"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_owner_wants_is_told_with_the_fault()
    {
        await using var upstream = await FakeUpstream.StartAsync((http, _) => AnswerAsync(http, Good, Answers.Json));
        await using var gateway = await GatewayHarness.StartAsync(upstream, Configure("""{"enum":{"values":["refund","other"]}}"""));

        await SendAsync(gateway, BodyOf("""{"role":"user","content":"hi"}"""));

        Assert.Equal(
            "This answer did not pass a check: enum: text not in enum. Wanted: one of \"refund\", \"other\". Give the whole answer again with that put right, and nothing else.",
            TurnOf(JsonNode.Parse(upstream.Received[1].Body)!["messages"]![2]!).Text);
    }

    [Theory]
    [InlineData("""{"role":"user","content":"hi"},{"role":"assistant","content":"{"}""", """{"type":"text","text":"a good answer"}""", "end_turn")]
    [InlineData("""{"role":"user","content":"hi"}""", """{"type":"thinking","thinking":"","signature":"c2ln"},{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}""", "tool_use")]
    [InlineData("""{"role":"user","content":"hi"}""", """{"type":"text","text":" "}""", "end_turn")]
    public async Task A_transcript_that_would_not_be_valid_is_not_sent(string messages, string content, string stopReason)
    {
        var answer = Encoding.UTF8.GetString(Good)
            .Replace("""{"type":"text","text":"a good answer"}""", content, StringComparison.Ordinal)
            .Replace("end_turn", stopReason, StringComparison.Ordinal);
        await using var upstream = await FakeUpstream.StartAsync((http, _) => AnswerAsync(http, Encoding.UTF8.GetBytes(answer), Answers.Json));
        await using var gateway = await GatewayHarness.StartAsync(upstream, Configure("""{"regex":"^right"}"""));

        var reply = await SendAsync(gateway, BodyOf(messages));

        Assert.Equal(("opus", "regex: no match"), (reply.Header("x-clearbar-path"), reply.Header("x-clearbar-gate")));
        Assert.Single(upstream.Received);
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static byte[] Good => Answers.Join(Answers.PiecesOf(Shape.Messages));

    private static Action<JsonObject> Configure(string gate) => config =>
    {
        config["classes"] = LadderGateway.ClassOf([gate], "opus");
        config["classes"]!["ladder"]!["repair"] = true;
    };

    private static (string? Role, string? Text) TurnOf(JsonNode turn) => ((string?)turn["role"], (string?)turn["content"]![0]!["text"]);

    private static JsonObject BodyOf(string messages) => JsonNode.Parse($$$"""
        {"model":"opus","max_tokens":64,"messages":[{{{messages}}}],"tools":[{"name":"weather","input_schema":{"type":"object","required":["town"]}}]}
        """)!.AsObject();

    /// <summary>Two calls of the tool with this input, after a word.</summary>
    private static byte[] CallsIn(string input)
    {
        var piece = JsonValue.Create(input).ToJsonString();
        var events = new StringBuilder("""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":100,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let me see."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}


            """);
        for (var call = 1; call <= 2; call++)
        {
            events.Append($$$$"""
                event: content_block_start
                data: {"type":"content_block_start","index":{{{{call}}}},"content_block":{"type":"tool_use","id":"toolu_{{{{call}}}}","name":"weather","input":{}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":{{{{call}}}},"delta":{"type":"input_json_delta","partial_json":{{{{piece}}}}}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":{{{{call}}}}}


                """);
        }

        events.Append("""
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":10}}

            event: message_stop
            data: {"type":"message_stop"}


            """);
        return Encoding.UTF8.GetBytes(events.ToString().ReplaceLineEndings("\n"));
    }

    private static Task AnswerAsync(Microsoft.AspNetCore.Http.HttpContext http, byte[] bytes, string type)
    {
        http.Response.ContentType = type;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    private static Task<ClientReply> SendAsync(GatewayHarness gateway, JsonObject body)
    {
        var request = ClientRequest.Post("/v1/messages", body.ToJsonString(), "ladder");
        request.Headers.Add("anthropic-version", "2023-06-01");
        return ClientReply.SendAsync(gateway.Http, Dialect.Anthropic, request);
    }
}
