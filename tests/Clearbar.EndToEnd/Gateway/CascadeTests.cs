using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>The ladder haiku, sonnet, sonnet with thinking, opus: what climbs, what it costs, and what the client is told.</summary>
public sealed class CascadeTests
{
    private const string Question = "Which of the two is it?";
    private const string Label = """{"label":"a","confidence":0.9}""";

    /// <summary>Each gate as its owner writes it, an answer that fails it or leaves it unsure, and what the ledger says why.</summary>
    public static readonly TheoryData<string, string, string> Gates = new()
    {
        { """{"schema":{"type":"object","required":["label"],"properties":{"label":{"enum":["a","b"]}}}}""", """{"label":"c"}""", "schema" },
        { """{"schema":{"type":"object","required":["label"]}}""", "I think it is a.", "schema" },
        { """{"enum":{"member":"label","values":["a","b"]}}""", """{"label":"neither"}""", "enum" },
        { """{"enum":{"member":"label","values":["a","b"]}}""", "no JSON at all", "enum" },
        { """{"stopReason":["end_turn"]}""", "word word word word word word word word word word word word word word word word word word word word word word word word word", "stop reason max_tokens" },
        { """{"confidence":{"member":"confidence","atLeast":0.8}}""", """{"label":"a","confidence":0.79}""", "confidence" },
        { """{"confidence":{"member":"confidence","atLeast":0.8}}""", """{"label":"a"}""", "confidence" },
        { """{"regex":"\"label\""}""", "a", "regex" },
    };

    [Theory]
    [MemberData(nameof(Gates))]
    public async Task What_a_gate_does_not_pass_climbs_in_every_shape_and_each_attempt_is_billed(string gate, string bad, string reason)
    {
        await using var gateway = await StartAsync([gate], Sheet(haiku: bad, sonnet: Label));
        foreach (var shape in Enum.GetValues<Shape>())
        {
            var billed = gateway.Host.Emulator!.Bill.Rows.Count;
            var known = (await gateway.LedgerAsync()).Count;

            var reply = await AskAsync(gateway, shape, maxTokens: 24);

            Assert.True(reply.LooksComplete, reply.BodyText);
            Assert.Equal(Label, reply.Text);
            Assert.Equal("haiku>sonnet", reply.Header("x-clearbar-path"));
            Assert.Contains("sonnet-5", reply.Header("x-clearbar-model"), StringComparison.Ordinal);
            Assert.Null(reply.Header("x-clearbar-gate"));
            Assert.Equal(shape.IsConverse() ? "none" : "model", reply.Header("x-clearbar-edits"));
            var rows = (await gateway.LedgerAsync()).Skip(known).OrderBy(row => row.Attempt).ToList();
            Assert.Equal([(1, "haiku", EntryOutcome.Escalated), (2, "sonnet", EntryOutcome.Accepted)], rows.Select(row => (row.Attempt, row.Rung, row.Outcome)));
            Assert.StartsWith(reason, rows[0].Reason, StringComparison.Ordinal);
            Assert.Null(rows[1].Reason);
            BillCheck.Holds(gateway, rows, reply, billed);
        }
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_passing_first_answer_is_the_only_attempt(Shape shape)
    {
        await using var gateway = await StartAsync(["""{"confidence":{"atLeast":0.8}}"""], Sheet(haiku: Label, sonnet: "not asked"));

        var reply = await AskAsync(gateway, shape);

        Assert.Equal(Label, reply.Text);
        Assert.Equal("haiku", reply.Header("x-clearbar-path"));
        BillCheck.Holds(gateway, [Assert.Single(await gateway.LedgerAsync())], reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task The_whole_ladder_is_climbed_and_thinking_is_switched_on_only_on_its_rung(Shape shape)
    {
        await using var gateway = await StartAsync(["""{"regex":"^right$"}"""], Sheet("1", "2", "3", "right"));

        var reply = await AskAsync(gateway, shape);

        Assert.Equal("right", reply.Text);
        Assert.Equal("haiku>sonnet>sonnet+thinking>opus", reply.Header("x-clearbar-path"));
        var rows = (await gateway.LedgerAsync()).OrderBy(row => row.Attempt).ToList();
        Assert.Equal(["haiku", "sonnet", "sonnet+thinking", "opus"], rows.Select(row => row.Rung));
        Assert.Equal([false, false, true, false], rows.Select(row => row.Edits?.Contains(shape.IsConverse() ? "additionalModelRequestFields" : "thinking", StringComparison.Ordinal) ?? false));
        // The thinking rung answered from its own column of the sheet: the upstream really was asked to think.
        Assert.True(rows[2].Usage.Output > rows[1].Usage.Output);
        BillCheck.Holds(gateway, rows, reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task What_fails_on_the_last_rung_is_relayed_and_says_why(Shape shape)
    {
        await using var gateway = await StartAsync(["""{"regex":"^right$"}"""], Sheet("1", "2", "3", "4"));

        var reply = await AskAsync(gateway, shape);

        Assert.True(reply.LooksComplete);
        Assert.Equal("4", reply.Text);
        Assert.StartsWith("regex", reply.Header("x-clearbar-gate"), StringComparison.Ordinal);
        var last = (await gateway.LedgerAsync()).MaxBy(row => row.Attempt)!;
        Assert.Equal(EntryOutcome.Accepted, last.Outcome);
        Assert.Equal(reply.Header("x-clearbar-gate"), last.Reason);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_cost_limit_stops_the_climb_at_the_last_rung_it_can_pay(Shape shape)
    {
        await using var gateway = await StartAsync(["""{"regex":"^right$"}"""], Sheet("1", "2", "3", "right"));
        await AskAsync(gateway, shape);
        var rows = (await gateway.LedgerAsync()).OrderBy(row => row.Attempt).ToList();
        // A rung is reserved while the one before it is open: both ceilings must fit.
        var enoughForTwo = (rows[0].Ceiling + rows[1].Ceiling)!.Value;
        var justTooLittle = enoughForTwo - new Usd(0.000001m);

        var two = await AskAsync(gateway, shape, maxCost: enoughForTwo);
        var one = await AskAsync(gateway, shape, maxCost: justTooLittle);

        Assert.Equal(("haiku>sonnet", "2"), (two.Header("x-clearbar-path"), two.Text));
        Assert.Equal(("haiku", "1"), (one.Header("x-clearbar-path"), one.Text));
        Assert.StartsWith("regex", one.Header("x-clearbar-gate"), StringComparison.Ordinal);
        Assert.Equal(rows.Count + 3, (await gateway.LedgerAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Routing_switched_off_asks_the_model_that_was_named_and_gates_nothing(Shape shape)
    {
        await using var gateway = await StartAsync(["""{"regex":"^right$"}"""], Sheet("1", "2", "3", "4"));
        var request = ClientRequest.Of(shape, "opus", Question, "ladder");
        request.Headers.Add("x-clearbar-route", "off");

        var reply = await ClientReply.SendAsync(gateway.Http, shape, request);

        Assert.Equal(("opus", "4"), (reply.Header("x-clearbar-path"), reply.Text));
        Assert.Null(reply.Header("x-clearbar-gate"));
        Assert.Equal("opus", Assert.Single(await gateway.LedgerAsync()).Rung);
    }

    private static Task<GatewayHarness> StartAsync(string[] gates, AnswerSheet sheet) => GatewayHarness.StartAsync(
        config => config["classes"] = new JsonObject
        {
            ["ladder"] = new JsonObject
            {
                ["ladder"] = new JsonArray("haiku", "sonnet", "sonnet+thinking", "opus"),
                // What is told of the cost is compared to the cent, and one that is still read on when the answer ends is told as unknown.
                ["earlyRefusal"] = "off",
                ["gates"] = new JsonArray([.. gates.Select(gate => JsonNode.Parse(gate))]),
            },
        },
        new EmulatorOptions { AnswerSheet = sheet });

    private static AnswerSheet Sheet(string haiku, string sonnet, string? thinking = null, string? opus = null) => AnswerSheet.FromEntries(
    [
        new AnswerSheetEntry(Question, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["haiku"] = haiku, ["sonnet"] = sonnet, ["sonnet+thinking"] = thinking ?? sonnet, ["opus"] = opus ?? sonnet,
        }),
    ]);

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, Shape shape, int maxTokens = 256, Usd? maxCost = null)
    {
        var request = ClientRequest.Of(shape, "sonnet", Question, "ladder", maxTokens);
        if (maxCost is { } limit)
        {
            request.Headers.Add("x-clearbar-max-cost", limit.ToString());
        }

        return ClientReply.SendAsync(gateway.Http, shape, request);
    }
}
