using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Testing;
using Microsoft.AspNetCore.Builder;

namespace Clearbar.EndToEnd.Resilience;

/// <summary>
/// Requirement 6, its other half: with <c>onHangUp: drain</c> an abandoned answer is read to its end and paid for exactly.
/// </summary>
public sealed class HangUpPolicyTests
{
    public static readonly TheoryData<Shape, bool, int> Silences = new()
    {
        { Shape.Messages, false, 0 },
        { Shape.Converse, true, 0 },
        { Shape.MessagesStream, false, 0 },
        { Shape.MessagesStream, false, 3 },
        { Shape.MessagesStream, true, 3 },
        { Shape.ConverseStream, false, 3 },
    };

    /// <param name="eventsBefore">Events the upstream has sent when its client leaves.</param>
    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A_drained_answer_has_the_providers_own_counts_although_nobody_read_it(Shape shape, bool held, int eventsBefore)
    {
        var run = new Run();
        await using var upstream = await run.StartUpstreamAsync(shape, eventsBefore);
        await using var gateway = await run.StartGatewayAsync(upstream, TimeProvider.System);

        await run.AskAndLeaveAsync(gateway, shape, held);
        run.GoOn.SetResult();

        var row = Assert.Single(await gateway.SettledLedgerAsync());
        Assert.Equal((EntryOutcome.ClientGone, PriceStatus.Exact, true), (row.Outcome, row.PriceStatus!.Value, row.UsageIsFinal));
        Assert.Equal((100, 10, new Usd(0.00075m)), (row.Usage.Input, row.Usage.Output, row.Cost!.Value));
    }

    [Fact]
    public async Task An_answer_that_goes_on_for_ever_is_let_go_when_the_time_is_over()
    {
        var run = new Run();
        var time = new ManualTime();
        await using var upstream = await run.StartUpstreamAsync(Shape.MessagesStream, 3);
        await using var gateway = await run.StartGatewayAsync(upstream, time);

        await run.AskAndLeaveAsync(gateway, Shape.MessagesStream, held: false, afterText: true);
        Assert.False(run.LetGo.Task.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(EntryOutcome.Open, Assert.Single(await gateway.LedgerAsync()).Outcome);
        time.Advance(TimeSpan.FromSeconds(1));
        await run.LetGo.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var row = Assert.Single(await gateway.SettledLedgerAsync());
        Assert.Equal((EntryOutcome.ClientGone, PriceStatus.Estimated, false), (row.Outcome, row.PriceStatus!.Value, row.UsageIsFinal));
    }

    [Fact]
    public async Task Nobody_pays_for_another_try_or_a_dearer_rung_when_nobody_waits()
    {
        var run = new Run();
        await using var upstream = await run.StartUpstreamAsync(Shape.Messages, 0);
        await using var gateway = await run.StartGatewayAsync(upstream, TimeProvider.System, ladder: ["haiku", "opus"], gate: new JsonObject { ["regex"] = "never said" });

        await run.AskAndLeaveAsync(gateway, Shape.Messages, held: true);
        run.GoOn.SetResult();

        Assert.Equal(EntryOutcome.ClientGone, Assert.Single(await gateway.SettledLedgerAsync()).Outcome);
    }

    /// <summary>One client that leaves while its upstream is silent, and what both ends see of it.</summary>
    private sealed class Run
    {
        private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _noticed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The client has seen text, so the gateway has read it.</summary>
        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<FakeUpstream> StartUpstreamAsync(Shape shape, int eventsBefore) => FakeUpstream.StartAsync(async (http, _) =>
        {
            http.RequestAborted.Register(() => LetGo.TrySetResult());
            http.Response.ContentType = Answers.ContentTypeOf(shape);
            foreach (var piece in Answers.PiecesOf(shape)[..eventsBefore])
            {
                await http.Response.Body.WriteAsync(piece);
                await http.Response.Body.FlushAsync();
            }

            _silent.TrySetResult();
            await Task.WhenAny(GoOn.Task, LetGo.Task);
            foreach (var piece in Answers.PiecesOf(shape)[eventsBefore..])
            {
                await http.Response.Body.WriteAsync(piece);
            }
        });

        public Task<GatewayHarness> StartGatewayAsync(FakeUpstream upstream, TimeProvider clock, string[]? ladder = null, JsonObject? gate = null) =>
            GatewayHarness.StartAsync(
                GatewayHarness.DeploymentAt(upstream.Address),
                config =>
                {
                    config["resilience"] = new JsonObject { ["onHangUp"] = "drain", ["drainMs"] = 60_000 };
                    config["classes"] = new JsonObject
                    {
                        ["held"] = new JsonObject
                        {
                            ["ladder"] = new JsonArray([.. (ladder ?? ["opus"]).Select(static rung => JsonValue.Create(rung))]),
                            ["gates"] = new JsonArray(gate ?? new JsonObject { ["stopReason"] = new JsonArray("end_turn") }),
                        },
                    };
                },
                clock: clock,
                configureApp: app => app.Use(async (http, next) =>
                {
                    http.RequestAborted.Register(() => _noticed.TrySetResult());
                    await next(http);
                }));

        /// <summary>Returns when the gateway has noticed that its client has gone.</summary>
        public async Task AskAndLeaveAsync(GatewayHarness gateway, Shape shape, bool held, bool afterText = false)
        {
            using var hangUp = new CancellationTokenSource();
            using var http = HangUp.ClientOf(gateway.Address);
            using var request = ClientRequest.Of(shape, "opus", "hi", held ? "held" : null);
            var reading = ReadAsync(http, request, hangUp.Token);
            await _silent.Task;
            if (afterText)
            {
                await Seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            }

            await hangUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            await _noticed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        private async Task ReadAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var text = "";
            var buffer = new byte[4096];
            while (await body.ReadAsync(buffer, cancellation) is var read and > 0)
            {
                text += Encoding.UTF8.GetString(buffer, 0, read);
                if (text.Contains("text_delta", StringComparison.Ordinal))
                {
                    Seen.TrySetResult();
                }
            }
        }
    }
}
