using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Testing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Resilience;

/// <summary>Each wait for an upstream has its own limit, by the gateway's clock.</summary>
public sealed class TimeoutTests
{
    [Theory]
    [InlineData(Shape.Messages)]
    [InlineData(Shape.ConverseStream)]
    public async Task Who_does_not_begin_to_answer_in_time_is_given_up_and_the_next_one_asked(Shape shape)
    {
        var time = new ManualTime();
        await using var fleet = await Fleet.StartAsync(
            static config => config["deployments"]![0]!["timeouts"] = new JsonObject { ["firstByteMs"] = 5000 }, time, SilentAsync, Fleet.GoodAsync);

        var asking = fleet.AskAsync(shape);
        await Eventually.TrueAsync(() => fleet.Upstreams[0].Received.Count == 1, "the first is asked");
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("a good answer", (await asking).Text);
        var rows = await fleet.LedgerAsync();
        Assert.Equal([(EntryOutcome.Failed, PriceStatus.Unknown), (EntryOutcome.Accepted, PriceStatus.Exact)], rows.Select(row => (row.Outcome, row.PriceStatus!.Value)));
        Assert.Equal("deployment 'a' did not begin to answer within 5 s", rows[0].Reason);
    }

    [Fact]
    public async Task Who_waits_alone_is_told_of_a_time_out_and_not_to_try_again()
    {
        var time = new ManualTime();
        await using var fleet = await Fleet.StartAsync(
            static config => config["deployments"]![0]!["timeouts"] = new JsonObject { ["firstByteMs"] = 5000 }, time, SilentAsync);

        var asking = fleet.AskAsync();
        await Eventually.TrueAsync(() => fleet.Upstreams[0].Received.Count == 1, "the first is asked");
        time.Advance(TimeSpan.FromSeconds(5));

        var reply = await asking;
        Assert.Equal((504, "timeout_error", "false"), (reply.Status, reply.ErrorType, reply.Header("x-should-retry")));
        Assert.Equal(1, fleet.Calls);
    }

    [Theory]
    [InlineData(Shape.MessagesStream, "timeout_error")]
    [InlineData(Shape.ConverseStream, "modelStreamErrorException")]
    public async Task A_stream_that_stalls_ends_with_an_error_event_after_the_idle_time(Shape shape, string expected)
    {
        var time = new ManualTime();
        await using var fleet = await Fleet.StartAsync(
            static config => config["deployments"]![0]!["timeouts"] = new JsonObject { ["idleMs"] = 60_000 },
            time,
            async http =>
            {
                http.Response.ContentType = Answers.ContentTypeOf(shape);
                await http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(shape)[..3]));
                await http.Response.Body.FlushAsync();
                await SilentAsync(http);
            },
            Fleet.GoodAsync);
        var started = time.GetUtcNow();

        var asking = fleet.AskAsync(shape);
        await Eventually.TrueAsync(() => fleet.Upstreams[0].Received.Count == 1, "the upstream is asked");
        await AdvanceUntilAsync(time, TimeSpan.FromSeconds(5), () => asking.IsCompleted);

        var reply = await asking;
        Assert.Equal((200, expected), (reply.Status, reply.ErrorType));
        Assert.Equal("the upstream sent nothing for 60 s", reply.ErrorMessage);
        Assert.False(reply.LooksComplete);
        Assert.False(reply.WasCut);
        Assert.True(time.GetUtcNow() - started >= TimeSpan.FromSeconds(60), "it was given up too early");
        var row = Assert.Single(await fleet.LedgerAsync());
        Assert.Equal((EntryOutcome.Broken, PriceStatus.Estimated, "the upstream sent nothing for 60 s"), (row.Outcome, row.PriceStatus!.Value, row.Reason));
    }

    [Fact]
    public async Task A_body_that_stalls_is_told_as_an_error_after_the_idle_time()
    {
        var time = new ManualTime();
        await using var fleet = await Fleet.StartAsync(
            static config => config["deployments"]![0]!["timeouts"] = new JsonObject { ["idleMs"] = 60_000 },
            time,
            static async http =>
            {
                http.Response.ContentType = Answers.Json;
                await http.Response.Body.WriteAsync("{\"id\":"u8.ToArray());
                await http.Response.Body.FlushAsync();
                await SilentAsync(http);
            });

        var asking = fleet.AskAsync();
        await Eventually.TrueAsync(() => fleet.Upstreams[0].Received.Count == 1, "the upstream is asked");
        await AdvanceUntilAsync(time, TimeSpan.FromSeconds(5), () => asking.IsCompleted);

        Assert.Equal((504, "timeout_error"), ((await asking).Status, (await asking).ErrorType));
        Assert.Contains("sent nothing for 60 s", Assert.Single(await fleet.LedgerAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_swallows_connections_is_given_up_after_the_connect_time_and_cost_nothing()
    {
        // A listener that accepts nobody: once its queue is full, the kernel drops what knocks.
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start(1);
        var port = ((IPEndPoint)deaf.LocalEndpoint).Port;
        var queue = Enumerable.Range(0, 8).Select(_ => new TcpClient()).ToList();
        var knocking = queue.ConvertAll(client => client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask());
        await Eventually.TrueAsync(() => knocking.Exists(static knock => knock.IsCompletedSuccessfully), "the queue is being filled");
        var time = new ManualTime();
        await using var fleet = await Fleet.StartAsync(
            config =>
            {
                config["deployments"]![0]!["url"] = $"http://127.0.0.1:{port}/";
                config["deployments"]![0]!["timeouts"] = new JsonObject { ["connectMs"] = 2000 };
            },
            time,
            Fleet.GoodAsync,
            Fleet.GoodAsync);

        var asking = fleet.AskAsync();
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(500), () => fleet.Gateway.Logs.Lines.Any(static line => line.Line.Contains("trying b", StringComparison.Ordinal)));

        Assert.True((await asking).LooksComplete, (await asking).BodyText);
        var rows = await fleet.LedgerAsync();
        Assert.Equal(("no connection to deployment 'a' within 2 s", Usd.Zero), (rows[0].Reason, rows[0].Cost!.Value));
        queue.ForEach(static client => client.Dispose());
    }

    private static async Task SilentAsync(HttpContext http)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>Connecting has a limit by the same clock: move it only while nobody connects, or in steps that leave time for it.</summary>
    private static Task AdvanceUntilAsync(ManualTime time, TimeSpan step, Func<bool> happened) => Eventually.TrueAsync(
        () =>
        {
            if (!happened())
            {
                time.Advance(step);
            }

            return happened();
        },
        "the gateway gave up while the clock moved");
}
