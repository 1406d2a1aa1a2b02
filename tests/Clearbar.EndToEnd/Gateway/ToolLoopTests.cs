using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Invariant I8: a tool loop is finished by the model that began it.</summary>
public sealed class ToolLoopTests
{
    [Theory]
    [InlineData(Shape.Messages, "haiku", "haiku")]
    [InlineData(Shape.Messages, "sonnet", "haiku>sonnet")]
    [InlineData(Shape.Converse, "haiku", "haiku")]
    [InlineData(Shape.Converse, "sonnet", "haiku>sonnet")]
    public async Task Tool_results_go_to_the_model_that_asked_for_them_and_nowhere_else(Shape shape, string caller, string firstPath)
    {
        await using var upstream = await FakeUpstream.StartAsync((http, request) => AnswerAsync(http, shape, caller, request));
        await using var gateway = await StartAsync(upstream);

        // The ladder climbs to the model that calls the tool; the loop stays there although its next answer would not pass the gate.
        var first = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Post(ClientRequest.PathOf(shape, "opus"), Ask(shape), "tools"));
        var sent = upstream.Received.Count;
        var second = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Post(ClientRequest.PathOf(shape, "opus"), Continue(shape, "tool_1"), "tools"));

        Assert.Equal(firstPath, first.Header("x-clearbar-path"));
        Assert.Equal(caller, second.Header("x-clearbar-path"));
        Assert.Equal(sent + 1, upstream.Received.Count);
        Assert.Contains(caller, ModelOf(shape, upstream.Received[^1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_stays_with_its_model_when_the_client_goes_on_in_another_dialect()
    {
        await using var upstream = await FakeUpstream.StartAsync((http, request) =>
            AnswerAsync(http, request.Path.StartsWith("/model", StringComparison.Ordinal) ? Shape.Converse : Shape.Messages, "haiku", request));
        await using var gateway = await StartAsync(upstream);

        await ClientReply.SendAsync(
            gateway.Http, Shape.Messages, ClientRequest.Post(ClientRequest.PathOf(Shape.Messages, "opus"), Ask(Shape.Messages), "tools"));
        var second = await ClientReply.SendAsync(
            gateway.Http, Shape.Converse, ClientRequest.Post(ClientRequest.PathOf(Shape.Converse, "opus"), Continue(Shape.Converse, "tool_1"), "tools"));

        Assert.Equal("haiku", second.Header("x-clearbar-path"));
        Assert.Equal("/model/global.anthropic.claude-haiku-4-5-20251001-v1:0/converse", upstream.Received[^1].Path);
    }

    [Theory]
    [InlineData(Shape.Messages)]
    [InlineData(Shape.Converse)]
    public async Task A_loop_nobody_remembers_goes_to_the_reference_rung(Shape shape)
    {
        await using var upstream = await FakeUpstream.StartAsync((http, request) => AnswerAsync(http, shape, "haiku", request));
        await using var gateway = await StartAsync(upstream);

        var reply = await ClientReply.SendAsync(
            gateway.Http, shape, ClientRequest.Post(ClientRequest.PathOf(shape, "haiku"), Continue(shape, "tool_from_elsewhere"), "tools"));

        Assert.Equal("opus", reply.Header("x-clearbar-path"));
        Assert.Single(upstream.Received);
    }

    private static Task<GatewayHarness> StartAsync(FakeUpstream upstream) => GatewayHarness.StartAsync(upstream, config => config["classes"] = new JsonObject
    {
        ["tools"] = new JsonObject
        {
            ["ladder"] = new JsonArray("haiku", "sonnet", "opus"),
            ["gates"] = new JsonArray(new JsonObject { ["stopReason"] = new JsonArray("tool_use") }),
        },
    });

    private static string ModelOf(Shape shape, ReceivedRequest request) =>
        shape.IsConverse() ? request.Path : (string)JsonNode.Parse(request.Body)!["model"]!;

    private static Task AnswerAsync(HttpContext http, Shape shape, string caller, ReceivedRequest request)
    {
        var calls = ModelOf(shape, request).Contains(caller, StringComparison.Ordinal)
            && !Encoding.UTF8.GetString(request.Body).Contains("seen", StringComparison.Ordinal);
        var answer = (shape.IsConverse(), calls) switch
        {
            (true, true) => """{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"tool_1","name":"look","input":{}}}]}},"stopReason":"tool_use","usage":{"inputTokens":9,"outputTokens":5,"totalTokens":14},"metrics":{"latencyMs":1}}""",
            (true, false) => """{"output":{"message":{"role":"assistant","content":[{"text":"no idea"}]}},"stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":5,"totalTokens":14},"metrics":{"latencyMs":1}}""",
            (false, true) => """{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"tool_use","id":"tool_1","name":"look","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":5}}""",
            _ => """{"id":"msg_2","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[{"type":"text","text":"no idea"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":5}}""",
        };
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer)).AsTask();
    }

    private static string Ask(Shape shape) => shape.IsConverse()
        ? """{"messages":[{"role":"user","content":[{"text":"look"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"look","inputSchema":{"json":{"type":"object"}}}}]}}"""
        : """{"model":"opus","max_tokens":99,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"look"}]}""";

    private static string Continue(Shape shape, string id) => (shape.IsConverse()
        ? """{"messages":[{"role":"user","content":[{"text":"look"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"TOOL_ID","name":"look","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"TOOL_ID","content":[{"text":"seen"}]}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"look","inputSchema":{"json":{"type":"object"}}}}]}}"""
        : """{"model":"opus","max_tokens":99,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"look"},{"role":"assistant","content":[{"type":"tool_use","id":"TOOL_ID","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"TOOL_ID","content":"seen"}]}]}""").Replace("TOOL_ID", id, StringComparison.Ordinal);
}
