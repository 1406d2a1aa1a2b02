using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Testing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Requirement 26: a stream says that it lives, from second 0 on, whatever it waits for.</summary>
public sealed class PingTests
{
    /// <summary>What the upstream has sent when it falls silent: nothing, headers only, or some events.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 3)]
    [InlineData(true, 0)]
    [InlineData(true, 3)]
    public async Task A_silent_upstream_makes_pings_and_the_answer_comes_whole_after_them(bool held, int eventsBefore)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await FakeUpstream.StartAsync((http, _) => AnswerAsync(http, eventsBefore, go.Task, Answers.PiecesOf(Shape.MessagesStream)));
        var time = new ManualTime();
        await using var gateway = await StartAsync(upstream, time);

        var reply = await AskAsync(gateway, upstream, time, held, go);

        Assert.Equal("a good answer", reply.Text);
        Assert.True(reply.LooksComplete);
        // Between two events that came early a ping may stand as well, for the clock moves on while they travel; after them one must.
        var firstPing = reply.Events.TakeWhile(static item => item.Name != "ping").Count();
        Assert.InRange(firstPing, 0, held ? 0 : eventsBefore);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal(EntryOutcome.Accepted, row.Outcome);
        // What came too late for the headers stands in comments.
        Assert.Contains($": x-clearbar-cost {row.Cost}\n", reply.BodyText, StringComparison.Ordinal);
        Assert.Equal(row.RequestId, reply.Header("x-clearbar-id"));
        if (held)
        {
            Assert.Contains(": x-clearbar-path opus\n", reply.BodyText, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_after_pings_is_told_inside_the_stream(bool held)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await FakeUpstream.StartAsync(async (http, _) =>
        {
            await go.Task;
            http.Response.StatusCode = 529;
            await http.Response.WriteAsync("""{"type":"error","error":{"type":"overloaded_error","message":"too busy"}}""");
        });
        var time = new ManualTime();
        await using var gateway = await StartAsync(upstream, time);

        var reply = await AskAsync(gateway, upstream, time, held, go);

        Assert.Equal(200, reply.Status);
        Assert.False(reply.LooksComplete);
        Assert.Equal(("overloaded_error", "too busy"), (reply.ErrorType, reply.ErrorMessage));
        Assert.Equal(EntryOutcome.Failed, Assert.Single(await gateway.LedgerAsync()).Outcome);
    }

    private static Task<GatewayHarness> StartAsync(FakeUpstream upstream, ManualTime time) => GatewayHarness.StartAsync(
        GatewayHarness.DeploymentAt(upstream.Address),
        config => config["classes"] = new JsonObject
        {
            ["held"] = new JsonObject
            {
                ["ladder"] = new JsonArray("opus"),
                ["gates"] = new JsonArray(new JsonObject { ["stopReason"] = new JsonArray("end_turn") }),
            },
        },
        clock: time);

    /// <summary>Moves the clock until a ping has arrived, then lets the upstream go on, and reads the rest.</summary>
    private static async Task<ClientReply> AskAsync(
        GatewayHarness gateway, FakeUpstream upstream, ManualTime time, bool held, TaskCompletionSource go)
    {
        using var request = ClientRequest.Of(Shape.MessagesStream, "opus", "hi", held ? "held" : null);
        var sending = gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        // Connecting has a limit by the same clock: it stands still until that is over.
        await Eventually.TrueAsync(() => upstream.Received.Count > 0, "the upstream is asked");
        await AdvanceUntilAsync(time, sending);
        using var response = await sending;
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var seen = new MemoryStream();
        while (!Encoding.UTF8.GetString(seen.ToArray()).Contains("event: ping", StringComparison.Ordinal))
        {
            var buffer = new byte[4096];
            var reading = body.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask();
            await AdvanceUntilAsync(time, reading);
            var read = await reading;
            Assert.NotEqual(0, read);
            seen.Write(buffer, 0, read);
        }

        go.SetResult();
        await body.CopyToAsync(seen, TestContext.Current.CancellationToken);
        return ClientReply.Of(Shape.MessagesStream, response, seen.ToArray());
    }

    private static Task AdvanceUntilAsync(ManualTime time, Task happened) => Eventually.TrueAsync(
        () =>
        {
            if (!happened.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(5));
            }

            return happened.IsCompleted;
        },
        "something arrived while the clock moved");

    private static async Task AnswerAsync(HttpContext http, int before, Task go, byte[][] events)
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var item in events[..before])
        {
            await http.Response.Body.WriteAsync(item);
            await http.Response.Body.FlushAsync();
        }

        await go;
        foreach (var item in events[before..])
        {
            await http.Response.Body.WriteAsync(item);
        }
    }
}
