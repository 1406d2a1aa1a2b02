using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Budgets;

/// <summary>An open tool loop may go on over a used-up budget by one attempt, and by no second one.</summary>
public sealed class LoopGraceTests
{
    private const string Tools = """ "max_tokens":99,"tools":[{"name":"look","input_schema":{"type":"object"}}] """;

    [Fact]
    public async Task A_loop_the_gateway_knows_overdraws_once_and_is_counted()
    {
        var calls = 0;
        await using var gateway = await StartAsync(grace: true, () => $"tool_{++calls}");
        Assert.Equal(200, (await AskAsync(gateway)).Status);

        Assert.Equal(402, (await AskAsync(gateway)).Status);
        var graced = await ContinueAsync(gateway, "tool_1");
        var again = await ContinueAsync(gateway, "tool_1");
        var next = await ContinueAsync(gateway, "tool_2");

        Assert.Equal((200, 402, 402), (graced.Status, again.Status, next.Status));
        Assert.Equal(2, gateway.Upstream.Received.Count);
        Assert.Equal(1, (int)(await gateway.StateAsync("tiny"))["graced"]!);
        Assert.Contains(gateway.Harness.Logs.Lines, line => line.Line.Contains("overdraws a used-up budget", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_loop_nobody_knows_has_no_grace()
    {
        await using var gateway = await StartAsync(grace: true, static () => "tool_1");
        await AskAsync(gateway);

        Assert.Equal(402, (await ContinueAsync(gateway, "tool_made_up")).Status);
    }

    [Fact]
    public async Task Without_the_switch_there_is_no_grace()
    {
        await using var gateway = await StartAsync(grace: false, static () => "tool_1");
        await AskAsync(gateway);

        Assert.Equal(402, (await ContinueAsync(gateway, "tool_1")).Status);
        Assert.Single(gateway.Upstream.Received);
    }

    private static Task<BudgetedGateway> StartAsync(bool grace, Func<string> nextId)
    {
        var budget = BudgetedGateway.Budget("tiny", 0.000001m);
        budget["graceToolLoops"] = grace;
        return BudgetedGateway.StartAsync(config => config["budgets"] = new JsonArray(budget), (http, _) =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync($$$"""
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[{"type":"tool_use","id":"{{{nextId()}}}","name":"look","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":100,"output_tokens":10}}
                """);
        });
    }

    private static Task<ClientReply> AskAsync(BudgetedGateway gateway) => SendAsync(
        gateway, $$"""{"model":"haiku",{{Tools}},"messages":[{"role":"user","content":"look"}]}""");

    private static Task<ClientReply> ContinueAsync(BudgetedGateway gateway, string id) => SendAsync(gateway, $$$"""
        {"model":"haiku",{{{Tools}}},"messages":[{"role":"user","content":"look"},{"role":"assistant","content":[{"type":"tool_use","id":"{{{id}}}","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":"seen"}]}]}
        """);

    private static Task<ClientReply> SendAsync(BudgetedGateway gateway, string body) =>
        ClientReply.SendAsync(gateway.Harness.Http, Shape.Messages, ClientRequest.Post("/v1/messages", body));
}
