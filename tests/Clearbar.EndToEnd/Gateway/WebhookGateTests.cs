using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Testing;
using Clearbar.Upstreams.Emulator.Answers;
using Microsoft.AspNetCore.Http;
using static Clearbar.EndToEnd.Harness.LadderGateway;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>The owner's own server says whether an answer is good: a real one on this machine that says what the test tells it.</summary>
public sealed class WebhookGateTests
{
    private static readonly AnswerRule[] s_answers = [Says(Haiku, "from haiku"), Says(Sonnet, "from sonnet")];

    [Theory]
    [InlineData("pass", null)]
    [InlineData("fail", "webhook: not ours")]
    [InlineData("unsure", "webhook: not ours")]
    public async Task The_servers_verdict_decides_in_every_shape(string verdict, string? reason)
    {
        await using var server = await FakeUpstream.StartAsync((http, request) => http.Response.WriteAsync(
            (string?)JsonNode.Parse(request.Body)!["rung"] == "haiku" ? $$"""{"verdict":"{{verdict}}","reason":"not ours"}""" : """{"verdict":"pass"}"""));
        await using var gateway = await StartAsync([Gate(server)], s_answers);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            var billed = gateway.Host.Emulator!.Bill.Rows.Count;

            var reply = await AskAsync(gateway, shape);

            Assert.Equal(reason is null ? "haiku" : "haiku>sonnet", reply.Header("x-clearbar-path"));
            Assert.Equal(reason is null ? "from haiku" : "from sonnet", reply.Text);
            Assert.Null(reply.Header("x-clearbar-gate"));
            var rows = await RowsAsync(gateway, reply);
            Assert.Equal(reason is null ? [null] : [reason, null], rows.Select(row => row.Reason));
            BillCheck.Holds(gateway, rows, reply, billed);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_server_is_told_the_answer_and_of_the_prompt_only_what_the_owner_wants(bool sendPrompt)
    {
        await using var server = await FakeUpstream.StartAsync((http, _) => http.Response.WriteAsync("""{"verdict":"pass"}"""));
        await using var gateway = await StartAsync([Gate(server, $",\"sendPrompt\":{(sendPrompt ? "true" : "false")}")], s_answers);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            var reply = await AskAsync(gateway, shape);

            var told = JsonNode.Parse(server.Received[^1].Body)!;
            Assert.Equal(
                (reply.Header("x-clearbar-id"), "ladder", "haiku", Haiku, "from haiku"),
                ((string?)told["request_id"], (string?)told["class"], (string?)told["rung"], (string?)told["model"], (string?)told["text"]));
            Assert.Equal(sendPrompt, told.ToJsonString().Contains(Question, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("unsure", "down")]
    [InlineData("pass", "down")]
    [InlineData("unsure", "slow")]
    [InlineData("pass", "slow")]
    [InlineData("unsure", "broken")]
    [InlineData("pass", "broken")]
    public async Task A_server_that_does_not_answer_means_what_the_owner_says(string onError, string fault)
    {
        var server = await FakeUpstream.StartAsync(async (http, _) =>
        {
            if (fault == "slow")
            {
                var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                http.RequestAborted.Register(left.SetResult);
                await left.Task;
            }

            http.Response.StatusCode = 500;
        });
        await using var running = fault == "down" ? null : server;
        if (fault == "down")
        {
            await server.DisposeAsync();
        }

        var gate = Gate(server, $",\"onError\":\"{onError}\",\"timeoutMs\":50");
        await using var gateway = await StartAsync([gate], s_answers);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            var billed = gateway.Host.Emulator!.Bill.Rows.Count;

            var reply = await AskAsync(gateway, shape);

            Assert.Equal(onError == "pass" ? ("haiku", "from haiku") : ("haiku>sonnet", "from sonnet"), (reply.Header("x-clearbar-path"), reply.Text));
            var why = fault switch
            {
                "down" => "webhook: could not be reached",
                "slow" => "webhook: took too long",
                _ => "webhook: answered 500",
            };
            Assert.Equal(onError == "pass" ? null : why, reply.Header("x-clearbar-gate"));
            BillCheck.Holds(gateway, await RowsAsync(gateway, reply), reply, billed);
        }
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task The_time_a_server_takes_is_not_the_gateways(Shape shape)
    {
        var clock = new ManualTime();
        await using var server = await FakeUpstream.StartAsync((http, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return http.Response.WriteAsync("""{"verdict":"pass"}""");
        });
        await using var gateway = await StartAsync([Gate(server)], s_answers, clock: clock);

        await AskAsync(gateway, shape);

        Assert.Equal(0, Assert.Single(await gateway.LedgerAsync()).GatewayMs);
    }

    private static string Gate(FakeUpstream server, string more = "") => $$$"""{"webhook":{"url":"{{{server.Address}}}"{{{more}}}}}""";

    private static async Task<List<LedgerRow>> RowsAsync(GatewayHarness gateway, ClientReply reply) =>
        [.. (await gateway.LedgerAsync()).Where(row => row.RequestId == reply.Header("x-clearbar-id")).OrderBy(row => row.Attempt)];
}
