using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Testing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Resilience;

/// <summary>Where it is switched on, a second deployment is asked when the first is silent; whoever begins first is heard, and both are on the ledger.</summary>
public sealed class HedgingTests
{
    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(Shape.Messages)]
    [InlineData(Shape.MessagesStream)]
    [InlineData(Shape.ConverseStream)]
    public async Task The_second_answers_and_the_silent_first_is_cancelled_and_settled(Shape shape)
    {
        await using var fleet = await StartAsync(500, SlowAsync, Fleet.GoodAsync);

        var asking = fleet.AskAsync(shape);
        await AdvanceUntilHedgedAsync(fleet);

        Assert.True((await asking).LooksComplete, (await asking).BodyText);
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var rows = await fleet.LedgerAsync();
        Assert.Equal([("a", EntryOutcome.Failed, PriceStatus.Unknown), ("b", EntryOutcome.Accepted, PriceStatus.Exact)], rows.Select(What));
        Assert.Equal("another deployment answered first", rows[0].Reason);
        Assert.NotNull(rows[0].Ceiling);
    }

    [Fact]
    public async Task The_first_may_still_win()
    {
        await using var fleet = await StartAsync(500, SlowAsync, HangAsync);

        var asking = fleet.AskAsync();
        await AdvanceUntilHedgedAsync(fleet);
        await _asked.Task;
        _answer.SetResult();

        Assert.True((await asking).LooksComplete, (await asking).BodyText);
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(
            [("a", EntryOutcome.Accepted, PriceStatus.Exact), ("b", EntryOutcome.Failed, PriceStatus.Unknown)], (await fleet.LedgerAsync()).Select(What));
    }

    [Fact]
    public async Task When_the_one_fails_the_other_is_waited_for()
    {
        await using var fleet = await StartAsync(
            500,
            SlowAsync,
            async http =>
            {
                await Fleet.Refusing(500)(http);
                _asked.TrySetResult();
            });

        var asking = fleet.AskAsync();
        await AdvanceUntilHedgedAsync(fleet);
        await _asked.Task;
        await Eventually.TrueAsync(
            async () => (await fleet.LedgerAsync()).Any(static row => row.Outcome == EntryOutcome.Failed), "the failure of the second is settled");
        _answer.SetResult();

        Assert.True((await asking).LooksComplete, (await asking).BodyText);
        Assert.Equal(
            [("a", EntryOutcome.Accepted, PriceStatus.Exact), ("b", EntryOutcome.Failed, PriceStatus.Exact)], (await fleet.LedgerAsync()).Select(What));
    }

    [Fact]
    public async Task A_client_that_leaves_during_the_race_leaves_two_settled_entries_and_no_call_open()
    {
        await using var fleet = await StartAsync(500, SlowAsync, HangAsync);
        using var hangUp = new CancellationTokenSource();
        using var http = HangUp.ClientOf(fleet.Gateway.Address);
        using var request = ClientRequest.Of(Shape.Messages, "opus", "hi");

        var asking = http.SendAsync(request, hangUp.Token);
        await AdvanceUntilHedgedAsync(fleet);
        await _asked.Task;
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);

        var rows = await fleet.Gateway.SettledLedgerAsync(2);
        Assert.All(rows, static row => Assert.Equal((EntryOutcome.ClientGone, PriceStatus.Unknown), (row.Outcome, row.PriceStatus!.Value)));
    }

    [Theory]
    [InlineData("not switched on")]
    [InlineData("off for the class")]
    [InlineData("no budget left")]
    [InlineData("no tries left")]
    public async Task Otherwise_the_silent_one_is_waited_for(string because)
    {
        await using var fleet = await StartAsync(
            because == "not switched on" ? null : 500,
            SlowAsync,
            Fleet.GoodAsync,
            config =>
            {
                if (because == "no budget left")
                {
                    config["resilience"]!["retryBudget"] = new JsonObject { ["percent"] = 0, ["floor"] = 0 };
                }

                if (because == "no tries left")
                {
                    config["resilience"]!["maxAttempts"] = 1;
                }
            });

        var asking = fleet.AskAsync(className: because == "off for the class" ? "patient" : null);
        await Eventually.TrueAsync(() => fleet.Upstreams[0].Received.Count == 1, "the first is asked");
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _answer.SetResult();
        Assert.True((await asking).LooksComplete, (await asking).BodyText);
        Assert.Empty(fleet.Upstreams[1].Received);
        Assert.Equal("a", Assert.Single(await fleet.LedgerAsync()).Deployment);
    }

    private static (string, EntryOutcome, PriceStatus) What(LedgerRow row) => (row.Deployment, row.Outcome, row.PriceStatus!.Value);

    private Task<Fleet> StartAsync(int? afterMs, Func<HttpContext, Task> first, Func<HttpContext, Task> second, Action<JsonObject>? configure = null) =>
        Fleet.StartAsync(
            config =>
            {
                config["resilience"] = afterMs is null ? [] : new JsonObject { ["hedge"] = new JsonObject { ["afterMs"] = afterMs } };
                config["classes"] = new JsonObject
                {
                    ["patient"] = new JsonObject { ["ladder"] = new JsonArray("opus"), ["delivery"] = "commit", ["hedgeAfterMs"] = 0 },
                };
                configure?.Invoke(config);
            },
            _time,
            first,
            second);

    /// <summary>Answers well when it is told to; says when it is let go.</summary>
    private async Task SlowAsync(HttpContext http)
    {
        using var registration = http.RequestAborted.Register(() => _cancelled.TrySetResult());
        await Task.WhenAny(_answer.Task, _cancelled.Task);
        if (_answer.Task.IsCompleted)
        {
            await Fleet.GoodAsync(http);
        }
    }

    /// <summary>Says that it is asked and nothing else.</summary>
    private async Task HangAsync(HttpContext http)
    {
        using var registration = http.RequestAborted.Register(() => _cancelled.TrySetResult());
        _asked.TrySetResult();
        await _cancelled.Task;
    }

    /// <summary>Connecting has a limit by the same clock: it moves only while the first is silent.</summary>
    private async Task AdvanceUntilHedgedAsync(Fleet fleet)
    {
        await Eventually.TrueAsync(() => fleet.Upstreams[0].Received.Count == 1, "the first is asked");
        await Eventually.TrueAsync(
            () =>
            {
                if (!IsHedged())
                {
                    _time.Advance(TimeSpan.FromMilliseconds(100));
                }

                return IsHedged();
            },
            "the second is asked while the clock moved");

        bool IsHedged() => fleet.Gateway.Logs.Lines.Any(static line => line.Line.Contains("asking b as well", StringComparison.Ordinal));
    }
}
