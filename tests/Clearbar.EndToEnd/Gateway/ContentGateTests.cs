using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Upstreams.Emulator.Answers;
using static Clearbar.EndToEnd.Harness.LadderGateway;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Gates that hold the answer against itself or against its request: a good first answer is the only one, a bad one climbs.</summary>
public sealed class ContentGateTests
{
    private const string Weather = """{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}""";
    private const string Parcel = "What happened? The courier wrote: the parcel was left with the neighbour at number five.";

    /// <summary>A gate as its owner writes it, an answer it passes, one it does not, and what the ledger says of that.</summary>
    public static readonly TheoryData<string, string, string, string> Texts = new()
    {
        { """{"length":{"minWords":3}}""", "it is a", "a it", "length: 2 words < 3" },
        { """{"length":{"minChars":5}}""", "it is a", "it", "length: 2 characters < 5" },
        { """{"length":{"maxChars":8}}""", "it is a", "it is surely a", "length: more than 8 characters" },
        { """{"length":{"minLines":2}}""", "it\nis a", "it is a", "length: 1 lines < 2" },
        { """{"citations":{}}""", "It says \"the parcel was left with the neighbour\".", "It says \"the parcel was left at the door\".", "citations: quote 1 is not in the request" },
        { """{"citations":{"atLeast":1}}""", "It says \"left with the neighbour\".", "With a neighbour.", "citations: 0 quotes < 1" },
        { """{"citations":{"member":"quotes[]"}}""", """{"quotes":["number five"]}""", """{"quotes":["number five","number six"]}""", "citations: quote 2 is not in the request" },
        { """{"citations":{"member":"quotes[]"}}""", """{"quotes":["number five"]}""", """{"text":"number five"}""", "citations: quotes[] missing" },
        { """{"expression":"sum(items[].amount) == total"}""", """{"items":[{"amount":0.1},{"amount":0.2}],"total":0.3}""", """{"items":[{"amount":1}],"total":2}""", "expression: " },
        { """{"expression":"total > 0"}""", """{"total":1}""", """{"sum":1}""", "expression: " },
        { """{"expression":"total > 0"}""", """{"total":1}""", "one", "expression: not JSON" },
    };

    /// <summary>
    /// A gate, the tool's input that passes, what the cheap model calls instead (or says, without a tool), whether the request forces a call, and the
    /// ledger's reason.
    /// </summary>
    public static readonly TheoryData<string, string, string?, string, bool, string> Calling = new()
    {
        { """{"toolCall":{}}""", """{"city":"Bern"}""", "wether", """{"city":"Bern"}""", false, "toolCall: call 1: tool not defined" },
        { """{"toolCall":{}}""", """{"city":"Bern"}""", "weather", """{"town":"Bern"}""", false, "toolCall: call 1: #/city required" },
        { """{"toolCall":{}}""", """{"city":"Bern"}""", "weather", """{"city":7}""", false, "toolCall: call 1: #/city" },
        { """{"toolCall":{}}""", """{"city":"Bern"}""", null, "It is sunny.", true, "toolCall: no call" },
        { """{"toolCall":{"required":true}}""", """{"city":"Bern"}""", null, "It is sunny.", false, "toolCall: no call" },
        { """{"expression":"city in ['Bern', 'Basel']","tool":"weather"}""", """{"city":"Bern"}""", "weather", """{"city":"Rome"}""", false, "expression: " },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_that_passes_is_relayed_and_one_that_does_not_climbs_in_every_shape(string gate, string good, string bad, string reason)
    {
        await using var passing = await StartAsync([gate], [Says(Haiku, good), Says(Sonnet, "not asked")]);
        await using var failing = await StartAsync([gate], [Says(Haiku, bad), Says(Sonnet, good)]);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            Assert.Equal(good, (await PassesAsync(passing, shape, Parcel)).Text);
            Assert.Equal(good, (await ClimbsAsync(failing, shape, reason, Parcel)).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Calling))]
    public async Task A_tool_call_that_passes_is_relayed_and_one_that_does_not_climbs_in_every_shape(
        string gate, string good, string? tool, string bad, bool forced, string reason)
    {
        var isBad = tool is null ? Says(Haiku, bad) : Calls(Haiku, tool, bad);
        await using var passing = await StartAsync([gate], [Calls(Haiku, "weather", good), Says(Sonnet, "not asked")]);
        await using var failing = await StartAsync([gate], [isBad, Calls(Sonnet, "weather", good)]);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            Assert.Equal(good, InputOf(await PassesAsync(passing, shape, Parcel, Weather, forced)));
            Assert.Equal(good, InputOf(await ClimbsAsync(failing, shape, reason, Parcel, Weather, forced)));
        }
    }

    [Fact]
    public async Task Words_are_a_good_answer_where_no_call_is_required()
    {
        await using var gateway = await StartAsync(["""{"toolCall":{}}"""], [Says(Haiku, "It is sunny."), Says(Sonnet, "not asked")]);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            Assert.Equal("It is sunny.", (await PassesAsync(gateway, shape, Parcel, Weather)).Text);
        }
    }

    private static async Task<ClientReply> PassesAsync(
        GatewayHarness gateway, Shape shape, string prompt, string? schema = null, bool forced = false)
    {
        var (reply, rows) = await AskAsync(gateway, shape, prompt, schema, forced);
        Assert.Equal("haiku", reply.Header("x-clearbar-path"));
        Assert.Equal([("haiku", EntryOutcome.Accepted, null)], rows.Select(row => (row.Rung, row.Outcome, row.Reason)));
        return reply;
    }

    private static async Task<ClientReply> ClimbsAsync(
        GatewayHarness gateway, Shape shape, string reason, string prompt, string? schema = null, bool forced = false)
    {
        var (reply, rows) = await AskAsync(gateway, shape, prompt, schema, forced);
        Assert.Equal("haiku>sonnet", reply.Header("x-clearbar-path"));
        Assert.Equal([("haiku", EntryOutcome.Escalated), ("sonnet", EntryOutcome.Accepted)], rows.Select(row => (row.Rung, row.Outcome)));
        Assert.StartsWith(reason, rows[0].Reason, StringComparison.Ordinal);
        Assert.Null(rows[1].Reason);
        return reply;
    }

    /// <summary>Asks, and holds the request's entries against the upstream's bill.</summary>
    private static async Task<(ClientReply Reply, List<LedgerRow> Rows)> AskAsync(
        GatewayHarness gateway, Shape shape, string prompt, string? schema, bool forced)
    {
        var billed = gateway.Host.Emulator!.Bill.Rows.Count;
        var known = (await gateway.LedgerAsync()).Count;
        var reply = await LadderGateway.AskAsync(gateway, shape, prompt, schema, forced);
        var rows = (await gateway.LedgerAsync()).Skip(known).OrderBy(row => row.Attempt).ToList();
        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Null(reply.Header("x-clearbar-gate"));
        BillCheck.Holds(gateway, rows, reply, billed);
        return (reply, rows);
    }

    /// <summary>The input of the answer's only tool call, as compact JSON.</summary>
    private static string? InputOf(ClientReply reply)
    {
        if (reply.IsStream)
        {
            var pieces = reply.Events.Select(item => item.Data?["delta"] is JsonObject delta
                ? (string?)(reply.Dialect == Wire.Dialect.Converse ? delta["toolUse"]?["input"] : delta["partial_json"])
                : null);
            return JsonNode.Parse(string.Concat(pieces))?.ToJsonString();
        }

        var blocks = (reply.Dialect == Wire.Dialect.Converse ? reply.Json?["output"]?["message"]?["content"] : reply.Json?["content"])!.AsArray();
        return blocks.Select(block => block?["toolUse"]?["input"] ?? block?["input"]).Single(input => input is not null)!.ToJsonString();
    }
}
