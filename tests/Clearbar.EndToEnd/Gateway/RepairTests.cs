using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Faults;
using static Clearbar.EndToEnd.Harness.LadderGateway;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>A rung whose answer broke a rule is asked once to put it right before the next one is asked, where the class's owner wants that.</summary>
public sealed class RepairTests
{
    private const string Gate = """{"regex":"^right"}""";
    /// <summary>Long enough for a repair, which reads it again on the cheaper rung, to cost less than the next rung.</summary>
    private static readonly string s_question = string.Concat(Enumerable.Repeat("Which of the two is it, says the one or the other of them? ", 30));

    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_rung_that_is_told_its_fault_puts_its_answer_right(Shape shape)
    {
        await using var gateway = await StartAsync([Gate], [Once(Haiku, "wrong"), Says(Haiku, "right"), Says(Sonnet, "right, says sonnet")]);

        var reply = await AskAsync(gateway, shape, s_question);

        Assert.Equal(("haiku+repair", "right", null), (reply.Header("x-clearbar-path"), reply.Text, reply.Header("x-clearbar-gate")));
        Assert.Contains("repair", reply.Header("x-clearbar-edits")!.Split(','));
        var rows = await RowsAsync(gateway);
        Assert.Equal(
            [("haiku", EntryOutcome.Escalated, "regex: no match"), ("haiku+repair", EntryOutcome.Accepted, null)],
            rows.Select(row => (row.Rung, row.Outcome, row.Reason)));
        BillCheck.Holds(gateway, rows, reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task What_cannot_be_put_right_climbs_and_no_other_rung_repairs(Shape shape)
    {
        await using var gateway = await StartAsync(
            [Gate], [Says(Haiku, "wrong"), Says(Sonnet, "wrong as well"), Says(Opus, "right")], ladder: "haiku>sonnet>opus");

        var reply = await AskAsync(gateway, shape, s_question);

        Assert.Equal(("haiku+repair>sonnet>opus", "right"), (reply.Header("x-clearbar-path"), reply.Text));
        Assert.DoesNotContain("repair", reply.Header("x-clearbar-edits")!.Split(','));
        var rows = await RowsAsync(gateway);
        Assert.Equal(["haiku", "haiku+repair", "sonnet", "opus"], rows.Select(row => row.Rung));
        Assert.All(rows[..^1], row => Assert.Equal((EntryOutcome.Escalated, "regex: no match"), (row.Outcome, row.Reason)));
        BillCheck.Holds(gateway, rows, reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_tool_call_that_breaks_its_schema_is_made_again_as_a_valid_transcript_demands(Shape shape)
    {
        // The emulator refuses a transcript whose calls have no results, as the services do.
        await using var gateway = await StartAsync(
            ["""{"toolCall":{"required":true}}"""],
            [
                new AnswerRule { Model = Haiku, Tools = [new ScriptedCall("weather", """{"town":"Bern"}"""), new ScriptedCall("weather", """{"city":"Rome"}""")], Times = 1 },
                Calls(Haiku, "weather", """{"city":"Bern"}"""),
            ]);

        var reply = await AskAsync(gateway, shape, s_question, Schema);

        Assert.Equal(("haiku+repair", null), (reply.Header("x-clearbar-path"), reply.Header("x-clearbar-gate")));
        Assert.Contains("Bern", reply.IsStream ? string.Concat(reply.Events.Select(item => item.Data?.ToJsonString())) : reply.BodyText, StringComparison.Ordinal);
        var rows = await RowsAsync(gateway);
        Assert.Equal(["haiku", "haiku+repair"], rows.Select(row => row.Rung));
        BillCheck.Holds(gateway, rows, reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task The_last_rung_repairs_too_and_what_it_said_first_is_relayed_where_the_repair_brings_nothing(Shape shape)
    {
        var faults = new FaultScript([new FaultRule { Kind = FaultKind.Internal, Nth = 2 }]);
        await using var gateway = await StartAsync([Gate], [Says(Haiku, "wrong")], ladder: "haiku", faults: faults);

        var reply = await AskAsync(gateway, shape, s_question);

        Assert.Equal((200, "wrong", "haiku+repair", "regex: no match"), (reply.Status, reply.Text, reply.Header("x-clearbar-path"), reply.Header("x-clearbar-gate")));
        var rows = await RowsAsync(gateway);
        Assert.Equal(
            [("haiku", EntryOutcome.Accepted, "regex: no match"), ("haiku+repair", EntryOutcome.Failed, rows[1].Reason)],
            rows.Select(row => (row.Rung, row.Outcome, row.Reason)));
        Assert.Equal(rows[0].Cost!.Value.ToString(), reply.Header("x-clearbar-cost"));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_repair_that_brings_no_answer_leaves_the_next_rung_to_be_asked(Shape shape)
    {
        var faults = new FaultScript([new FaultRule { Kind = FaultKind.Internal, Nth = 2 }]);
        await using var gateway = await StartAsync([Gate], [Says(Haiku, "wrong"), Says(Sonnet, "right")], faults: faults);

        var reply = await AskAsync(gateway, shape, s_question);

        Assert.Equal((200, "right", "haiku+repair>sonnet", null), (reply.Status, reply.Text, reply.Header("x-clearbar-path"), reply.Header("x-clearbar-gate")));
        Assert.Equal(
            [("haiku", EntryOutcome.Escalated), ("haiku+repair", EntryOutcome.Failed), ("sonnet", EntryOutcome.Accepted)],
            (await RowsAsync(gateway)).Select(row => (row.Rung!, row.Outcome)));
    }

    [Theory]
    [InlineData("""{"stopReason":["tool_use"]}""", "{}")]
    [InlineData("""{"confidence":{"atLeast":0.8}}""", """{"confidence":0.4}""")]
    [InlineData("""{"agreement":{"samples":1,"by":"text"}}""", "wrong")]
    public async Task What_no_prompt_puts_right_is_not_repaired(string gate, string answer)
    {
        await using var gateway = await StartAsync([gate], [Once(Haiku, answer), Says(Haiku, "quite another"), Says(Sonnet, """{"confidence":1}""")]);

        var reply = await AskAsync(gateway, Shape.Messages, s_question);

        Assert.Equal("haiku>sonnet", reply.Header("x-clearbar-path"));
    }

    [Fact]
    public async Task Without_the_owners_word_nothing_is_repaired()
    {
        await using var gateway = await LadderGateway.StartAsync([Gate], [Once(Haiku, "wrong"), Says(Haiku, "right"), Says(Sonnet, "right")]);

        Assert.Equal("haiku>sonnet", (await AskAsync(gateway, Shape.Messages, s_question)).Header("x-clearbar-path"));
    }

    [Fact]
    public async Task A_cut_off_answer_climbs_because_it_would_be_cut_off_again()
    {
        await using var gateway = await StartAsync([Gate], [Says(Haiku, "wrong") with { StopReason = "max_tokens" }, Says(Sonnet, "right")]);

        Assert.Equal("haiku>sonnet", (await AskAsync(gateway, Shape.Messages, s_question)).Header("x-clearbar-path"));
    }

    [Fact]
    public async Task Where_the_next_rung_is_no_dearer_it_is_asked_instead()
    {
        // A short question: being told the fault costs more than the next rung's whole answer.
        await using var shortly = await StartAsync([Gate], [Once(Haiku, "wrong"), Says(Haiku, "right"), Says(Sonnet, "right")]);
        Assert.Equal("haiku>sonnet", (await AskAsync(shortly, Shape.Messages)).Header("x-clearbar-path"));

        await using var gateway = await StartAsync([Gate], [Says(Opus, "wrong"), Says(Haiku, "right")], ladder: "opus>haiku");

        Assert.Equal("opus>haiku", (await AskAsync(gateway, Shape.Messages, s_question)).Header("x-clearbar-path"));
    }

    [Fact]
    public async Task A_repair_that_the_limit_of_cost_forbids_is_not_begun()
    {
        await using var gateway = await StartAsync([Gate], [Says(Haiku, "wrong")], ladder: "haiku");

        await AskAsync(gateway, Shape.Messages, s_question);
        var both = (await RowsAsync(gateway)).Aggregate(Usd.Zero, (sum, row) => sum + row.Ceiling!.Value);

        var within = await AskAsync(gateway, Shape.Messages, s_question, maxCost: both.ToString());
        var below = await AskAsync(gateway, Shape.Messages, s_question, maxCost: (both - new Usd(0.000001m)).ToString());

        Assert.Equal("haiku+repair", within.Header("x-clearbar-path"));
        Assert.Equal((200, "wrong", "haiku", "regex: no match"), (below.Status, below.Text, below.Header("x-clearbar-path"), below.Header("x-clearbar-gate")));
    }

    [Fact]
    public async Task A_repair_reads_the_prompt_the_first_try_has_cached()
    {
        await using var gateway = await StartAsync([Gate], [Once(Haiku, "wrong"), Says(Haiku, "right")]);
        var body = JsonNode.Parse(ClientRequest.BodyOf(Shape.Messages, Sonnet, s_question))!.AsObject();
        body["system"] = new JsonArray(new JsonObject
        {
            ["type"] = "text",
            ["text"] = string.Concat(Enumerable.Repeat("The rules of this desk are many and none may be forgotten. ", 1500)),
            ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
        });

        await SendAsync(gateway, body);

        var rows = await RowsAsync(gateway);
        Assert.True(rows[0].Usage.CacheWrite5m > 10_000);
        Assert.Equal((rows[0].Usage.CacheWrite5m, 0), (rows[1].Usage.CacheRead, rows[1].Usage.CacheWrite5m));
    }

    [Fact]
    public async Task A_baseline_does_not_pay_for_the_repair()
    {
        await using var gateway = await StartAsync([Gate], [Once(Haiku, "wrong"), Says(Haiku, "right")]);
        await using var plain = await StartAsync([Gate], [Says(Haiku, "right")]);

        await AskAsync(gateway, Shape.Messages, s_question);
        await AskAsync(plain, Shape.Messages, s_question);

        var (repaired, once) = (await WaterfallAsync(gateway), await WaterfallAsync(plain));
        Assert.Equal((once.Baseline, once.Tier), (repaired.Baseline, repaired.Tier + (await RowsAsync(gateway))[1].Cost!.Value - (await RowsAsync(plain))[0].Cost!.Value));
        Assert.Equal(1, repaired.Compared);
    }

    [Fact]
    public async Task What_a_rung_does_when_told_its_fault_says_nothing_of_what_it_does_alone()
    {
        // Always wrong at first and right when told: a prediction that counted both would think it right every other time.
        await using var gateway = await StartAsync(
            [Gate],
            [Says(Haiku, "wrong") with { Input = s_question }, Says(Haiku, "right"), Says(Opus, "right")],
            config => config["classes"]!["ladder"]!["foresight"] = true,
            "haiku>opus");
        var paths = new List<string?>();
        for (var i = 0; i < 160; i++)
        {
            paths.Add((await AskAsync(gateway, Shape.Messages, s_question)).Header("x-clearbar-path"));
        }

        Assert.All(paths[..60], path => Assert.Equal("haiku+repair", path));
        Assert.Contains("opus", paths);
    }

    [Fact]
    public async Task No_word_of_an_answer_that_is_repaired_reaches_log_or_ledger()
    {
        await using var gateway = await StartAsync([Gate], [Once(Haiku, "the secret is xyzzy-4711"), Says(Haiku, "right")]);

        await AskAsync(gateway, Shape.Messages, s_question);

        Assert.DoesNotContain("xyzzy", string.Concat(gateway.Logs.Lines), StringComparison.Ordinal);
        Assert.All(await RowsAsync(gateway), row => Assert.DoesNotContain("xyzzy", row.ToString(), StringComparison.Ordinal));
    }

    private static Task<GatewayHarness> StartAsync(
        IEnumerable<string> gates, IReadOnlyList<AnswerRule> answers, Action<JsonObject>? configure = null, string ladder = "haiku>sonnet", FaultScript? faults = null) =>
        LadderGateway.StartAsync(
            gates,
            answers,
            config =>
            {
                config["classes"]!["ladder"]!["repair"] = true;
                configure?.Invoke(config);
            },
            ladder,
            faults);

    /// <summary>What a model says the first time it is asked.</summary>
    private static AnswerRule Once(string model, string text) => Says(model, text) with { Times = 1 };

    private static async Task SendAsync(GatewayHarness gateway, JsonObject body)
    {
        var request = ClientRequest.Post("/v1/messages", body.ToJsonString(), "ladder");
        request.Headers.Add("anthropic-version", "2023-06-01");
        Assert.Equal("haiku+repair", (await ClientReply.SendAsync(gateway.Http, Shape.Messages, request)).Header("x-clearbar-path"));
    }

    private static async Task<SavingsWaterfall> WaterfallAsync(GatewayHarness gateway)
    {
        await gateway.LedgerAsync();
        return Assert.Single(LedgerReport.Read(
            new LedgerLayout(gateway.LedgerDirectory).StorePath, new ReportQuery { Baselines = [Opus] }, new PriceBookPricer(PriceBook.Embedded)).Waterfalls);
    }

    private static async Task<List<LedgerRow>> RowsAsync(GatewayHarness gateway) => [.. (await gateway.LedgerAsync()).OrderBy(row => row.Attempt)];
}
