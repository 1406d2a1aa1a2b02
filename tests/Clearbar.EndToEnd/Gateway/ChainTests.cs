using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Every chain that rises over haiku, sonnet, sonnet with thinking and opus climbs exactly as far as its gate says.</summary>
public sealed class ChainTests
{
    private const string Right = "right";

    private static readonly string[] s_rungs = ["haiku", "sonnet", "sonnet+thinking", "opus"];

    /// <summary>All subsets of one to four rungs, in rising order, joined with '&gt;'.</summary>
    public static readonly TheoryData<string> Chains =
        [.. Enumerable.Range(1, 15).Select(set => string.Join('>', s_rungs.Where((_, rung) => (set & (1 << rung)) != 0)))];

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task A_chain_stops_at_the_first_rung_that_passes_and_at_its_end_if_none_does(string chain)
    {
        var ladder = chain.Split('>');
        await using var gateway = await StartAsync(ladder);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            // Which of all four rungs know the answer, whether or not the chain has them.
            for (var knowing = 0; knowing < 16; knowing++)
            {
                var first = Array.FindIndex(ladder, rung => Knows(knowing, rung));
                var tried = ladder[..(first < 0 ? ladder.Length : first + 1)];
                await CheckAsync(gateway, shape, knowing, tried, passes: first >= 0);
            }
        }
    }

    private static async Task CheckAsync(GatewayHarness gateway, Shape shape, int knowing, string[] tried, bool passes)
    {
        var billed = gateway.Host.Emulator!.Bill.Rows.Count;

        var reply = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "sonnet", PromptOf(knowing), "chain"));

        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Equal(AnswerOf(knowing, tried[^1]), reply.Text);
        Assert.Equal(string.Join('>', tried), reply.Header("x-clearbar-path"));
        Assert.Equal(passes, reply.Header("x-clearbar-gate") is null);
        var rows = (await gateway.LedgerAsync()).Where(row => row.RequestId == reply.Header("x-clearbar-id")).OrderBy(row => row.Attempt).ToList();
        Assert.Equal(tried, rows.Select(row => row.Rung));
        Assert.All(rows[..^1], row => Assert.Equal((EntryOutcome.Escalated, true), (row.Outcome, row.Reason?.StartsWith("regex", StringComparison.Ordinal))));
        Assert.Equal((EntryOutcome.Accepted, passes), (rows[^1].Outcome, rows[^1].Reason is null));
        BillCheck.Holds(gateway, rows, reply, billed);
    }

    private static Task<GatewayHarness> StartAsync(string[] ladder) => GatewayHarness.StartAsync(
        config => config["classes"] = new JsonObject
        {
            ["chain"] = new JsonObject
            {
                ["ladder"] = new JsonArray([.. ladder.Select(rung => JsonValue.Create(rung))]),
                ["foresight"] = false,
                // What is told of the cost is compared to the cent, and one that is still read on when the answer ends is told as unknown.
                ["earlyRefusal"] = "off",
                ["gates"] = new JsonArray(new JsonObject { ["regex"] = $"^{Right}" }),
            },
        },
        new EmulatorOptions
        {
            AnswerSheet = AnswerSheet.FromEntries(Enumerable.Range(0, 16).Select(knowing =>
                new AnswerSheetEntry(PromptOf(knowing), s_rungs.ToDictionary(rung => rung, rung => AnswerOf(knowing, rung))))),
        });

    private static string PromptOf(int knowing) => $"Question {knowing}";

    private static bool Knows(int knowing, string rung) => (knowing & (1 << Array.IndexOf(s_rungs, rung))) != 0;

    private static string AnswerOf(int knowing, string rung) => $"{(Knows(knowing, rung) ? Right : "wrong")}, says {rung}";
}
