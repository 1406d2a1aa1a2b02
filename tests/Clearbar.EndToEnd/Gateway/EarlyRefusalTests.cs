using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Testing;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>
/// A streamed answer that cannot pass its gates any more is refused before its end: the next rung is asked at once, and what the first one costs is still
/// known to the cent, or honestly unknown.
/// </summary>
public sealed class EarlyRefusalTests
{
    private const string Gate = """{"schema":{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}}""";
    private const string Good = """{"id":7}""";

    public static readonly TheoryData<Dialect> Dialects = [Dialect.Anthropic, Dialect.Converse, Dialect.Invoke, Dialect.OpenAi];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly PacedAnswer _bad = new(2, "{\"id\"", ":\"seven\",", "\"and so on\":true}");
    private readonly PacedAnswer _good = new(-1, Good[..3], Good[3..]);

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task The_next_rung_answers_while_the_refused_one_still_speaks(Dialect dialect)
    {
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", _good));
        await using var gateway = await StartAsync(upstream);

        var reply = await AskAsync(gateway, dialect);

        // The first answer has not ended, and yet the second one is whole.
        Assert.False(_bad.GoOn.Task.IsCompleted);
        Assert.Equal((Good, "haiku>sonnet"), (reply.Text, reply.Header("x-clearbar-path")));
        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Null(reply.Header("x-clearbar-gate"));
        Assert.Equal("unknown", reply.Header("x-clearbar-cost"));
        Assert.Equal(EntryOutcome.Open, (await gateway.LedgerAsync()).MinBy(row => row.Attempt)!.Outcome);

        _bad.GoOn.SetResult();

        var rows = (await gateway.SettledLedgerAsync(2)).OrderBy(row => row.Attempt).ToList();
        Assert.Equal(
            [("haiku", EntryOutcome.Escalated, "schema: #/id type"), ("sonnet", EntryOutcome.Accepted, null)],
            rows.Select(row => (row.Rung, row.Outcome, row.Reason)));
        Assert.All(rows, row => Assert.Equal((PriceStatus.Exact, true, 100, 10), (row.PriceStatus!.Value, row.UsageIsFinal, row.Usage.Input, row.Usage.Output)));
        Assert.False(_bad.LetGo.Task.IsCompleted && !_bad.Over.Task.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Cancelled_its_upstream_is_let_go_at_once_and_its_cost_is_marked_unknown(Dialect dialect)
    {
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", _good));
        await using var gateway = await StartAsync(upstream, config => config["earlyRefusal"] = "cancel");

        var reply = await AskAsync(gateway, dialect);

        await _bad.LetGo.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.Equal((Good, "unknown"), (reply.Text, reply.Header("x-clearbar-cost")));
        var rows = (await gateway.LedgerAsync()).OrderBy(row => row.Attempt).ToList();
        Assert.Equal([EntryOutcome.Escalated, EntryOutcome.Accepted], rows.Select(row => row.Outcome));
        Assert.Equal((PriceStatus.Unknown, null, "schema: #/id type"), (rows[0].PriceStatus!.Value, rows[0].Cost, rows[0].Reason));
        Assert.True(rows[0].Ceiling!.Value.Amount > 0);
        Assert.Equal(PriceStatus.Exact, rows[1].PriceStatus);
    }

    [Fact]
    public async Task Off_the_next_rung_waits_for_the_end()
    {
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", _good));
        await using var gateway = await StartAsync(upstream, config => config["earlyRefusal"] = "off");

        var asking = AskAsync(gateway, Dialect.Anthropic);
        await _bad.Paused.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        _bad.GoOn.SetResult();
        var reply = await asking;

        Assert.Equal((Good, "haiku>sonnet"), (reply.Text, reply.Header("x-clearbar-path")));
        var rows = await gateway.LedgerAsync();
        Assert.All(rows, row => Assert.Equal(PriceStatus.Exact, row.PriceStatus));
        Assert.Equal(rows.Aggregate(Usd.Zero, (sum, row) => sum + row.Cost!.Value).ToString(), reply.Header("x-clearbar-cost"));
    }

    [Fact]
    public async Task The_cost_is_told_when_the_refused_answer_was_read_by_the_time_the_answer_ends()
    {
        var second = new PacedAnswer(1, Good[..3], Good[3..]);
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", second));
        await using var gateway = await StartAsync(upstream);

        var asking = AskAsync(gateway, Dialect.Anthropic);
        await second.Paused.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        _bad.GoOn.SetResult();
        await Eventually.TrueAsync(
            async () => (await gateway.LedgerAsync()).MinBy(row => row.Attempt)!.Outcome == EntryOutcome.Escalated, "what was left has been read");
        second.GoOn.SetResult();
        var reply = await asking;

        var rows = await gateway.LedgerAsync();
        Assert.Equal([EntryOutcome.Escalated, EntryOutcome.Accepted], rows.OrderBy(row => row.Attempt).Select(row => row.Outcome));
        Assert.Equal(rows.Aggregate(Usd.Zero, (sum, row) => sum + row.Cost!.Value).ToString(), reply.Header("x-clearbar-cost"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task On_the_last_rung_nothing_is_refused_early(Dialect dialect)
    {
        await using var upstream = await PacedUpstream.StartAsync(("haiku", new PacedAnswer(-1, "no")), ("sonnet", _bad));
        await using var gateway = await StartAsync(upstream);

        var asking = AskAsync(gateway, dialect);
        await _bad.Paused.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        _bad.GoOn.SetResult();
        var reply = await asking;

        Assert.Equal((_bad.Text, "schema: #/id type"), (reply.Text, reply.Header("x-clearbar-gate")));
        Assert.Equal([EntryOutcome.Escalated, EntryOutcome.Accepted], (await gateway.LedgerAsync()).OrderBy(row => row.Attempt).Select(row => row.Outcome));
    }

    [Fact]
    public async Task A_client_that_hangs_up_does_not_take_the_refused_answer_with_it()
    {
        var second = new PacedAnswer(1, Good[..3], Good[3..]);
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", second));
        await using var gateway = await StartAsync(upstream);
        using var hangUp = new CancellationTokenSource();
        using var http = HangUp.ClientOf(gateway.Address);
        using var request = RequestOf(Dialect.Anthropic);

        var asking = http.SendAsync(request, hangUp.Token);
        await second.Paused.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await second.LetGo.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.False(_bad.LetGo.Task.IsCompleted);
        _bad.GoOn.SetResult();

        var rows = (await gateway.SettledLedgerAsync(2)).OrderBy(row => row.Attempt).ToList();
        Assert.Equal([EntryOutcome.Escalated, EntryOutcome.ClientGone], rows.Select(row => row.Outcome));
        Assert.Equal((PriceStatus.Exact, 10), (rows[0].PriceStatus!.Value, rows[0].Usage.Output));
    }

    [Fact]
    public async Task An_answer_that_does_not_end_in_time_is_let_go_and_unknown()
    {
        var time = new ManualTime();
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", _good));
        await using var gateway = await StartAsync(upstream, clock: time);

        await AskAsync(gateway, Dialect.Anthropic);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(EntryOutcome.Open, (await gateway.LedgerAsync()).MinBy(row => row.Attempt)!.Outcome);
        time.Advance(TimeSpan.FromSeconds(1));

        await _bad.LetGo.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        var row = (await gateway.SettledLedgerAsync(2)).MinBy(row => row.Attempt)!;
        Assert.Equal((EntryOutcome.Escalated, PriceStatus.Unknown, null), (row.Outcome, row.PriceStatus!.Value, row.Cost));
    }

    [Fact]
    public async Task A_gateway_that_stops_waits_for_what_is_left()
    {
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", _good));
        await using var gateway = await StartAsync(upstream);
        await AskAsync(gateway, Dialect.Anthropic);

        var stopping = gateway.StopAsync();
        await Eventually.TrueAsync(() => IsDownAsync(gateway), "the server has stopped");
        Assert.False(stopping.IsCompleted);
        _bad.GoOn.SetResult();
        await stopping;

        var row = LedgerRow.ReadAll(new LedgerLayout(gateway.LedgerDirectory).StorePath).MinBy(row => row.Attempt)!;
        Assert.Equal((EntryOutcome.Escalated, PriceStatus.Exact, 10), (row.Outcome, row.PriceStatus!.Value, row.Usage.Output));
    }

    [Fact]
    public async Task What_a_refused_answer_holds_of_a_budget_is_held_until_it_is_settled_and_then_counted_once()
    {
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _bad), ("sonnet", _good));
        await using var gateway = await StartAsync(upstream, root: config => config["budgets"] = new JsonArray(
            new JsonObject { ["name"] = "all", ["usd"] = 1, ["per"] = "day" }));

        await AskAsync(gateway, Dialect.Anthropic);
        var held = await BudgetAsync(gateway);
        _bad.GoOn.SetResult();
        var rows = await gateway.SettledLedgerAsync(2);
        // The ledger has it first.
        await Eventually.TrueAsync(async () => (await BudgetAsync(gateway)).Held == 0, "nothing is held any more");

        Assert.True(held.Held > 0, $"{held}");
        Assert.Equal(rows.Sum(row => row.Cost!.Value.Amount), (await BudgetAsync(gateway)).Spent);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task The_ledger_equals_the_providers_bill_whatever_was_refused_when(Shape shape)
    {
        // Longer than any one read brings, so that its end is never there when it is refused.
        var wrong = "wrong " + string.Concat(Enumerable.Repeat("and on and on ", 20_000));
        await using var gateway = await LadderGateway.StartAsync(
            ["""{"regex":"^right"}"""],
            [LadderGateway.Says(LadderGateway.Haiku, wrong), LadderGateway.Says(LadderGateway.Sonnet, wrong), LadderGateway.Says(LadderGateway.Opus, "right")],
            config => config["classes"]!["ladder"]!["earlyRefusal"] = "drain",
            ladder: "haiku>sonnet>opus");

        var reply = await LadderGateway.AskAsync(gateway, shape);

        Assert.Equal(("right", "haiku>sonnet>opus"), (reply.Text, reply.Header("x-clearbar-path")));
        var rows = (await gateway.SettledLedgerAsync(3)).OrderBy(row => row.Attempt).ToList();
        Assert.Equal([EntryOutcome.Escalated, EntryOutcome.Escalated, EntryOutcome.Accepted], rows.Select(row => row.Outcome));
        var bill = gateway.Host.Emulator!.Bill.Rows.ToDictionary(row => Guid.ParseExact(row.Entry!, "N"));
        Assert.Equal(rows.Select(row => bill[row.EntryId].Usage), rows.Select(row => row.Usage));
        Assert.All(rows, row => Assert.Equal(PriceStatus.Exact, row.PriceStatus));
        var told = reply.Header("x-clearbar-cost");
        Assert.True(told == "unknown" || told == rows.Aggregate(Usd.Zero, (sum, row) => sum + row.Cost!.Value).ToString(), told);
    }

    private static async Task<bool> IsDownAsync(GatewayHarness gateway)
    {
        try
        {
            using var http = new HttpClient { BaseAddress = gateway.Address };
            using var response = await http.GetAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken);
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private static async Task<(decimal Spent, decimal Held)> BudgetAsync(GatewayHarness gateway)
    {
        var text = await gateway.Http.GetStringAsync(new Uri("/clearbar/v1/budgets", UriKind.Relative), TestContext.Current.CancellationToken);
        var budget = JsonNode.Parse(text)!["budgets"]![0]!;
        return ((decimal)budget["spentUsd"]!, (decimal)budget["reservedUsd"]!);
    }

    private static Task<GatewayHarness> StartAsync(
        FakeUpstream upstream, Action<JsonObject>? configure = null, TimeProvider? clock = null, Action<JsonObject>? root = null) => GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstream.Address),
            config =>
            {
                config["classes"] = LadderGateway.ClassOf([Gate]);
                var ladder = config["classes"]!["ladder"]!.AsObject();
                ladder["earlyRefusal"] = "drain";
                configure?.Invoke(ladder);
                config["resilience"] = new JsonObject { ["drainMs"] = 60_000 };
                root?.Invoke(config);
            },
            clock: clock);

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, Dialect dialect) => ClientReply.SendAsync(gateway.Http, dialect, RequestOf(dialect));

    private static HttpRequestMessage RequestOf(Dialect dialect) => ClientRequest.Of(dialect, stream: true, LadderGateway.Sonnet, "hi", "ladder");
}
