using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Upstreams.Emulator.Answers;
using static Clearbar.EndToEnd.Harness.LadderGateway;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>A model's refusal is an answer: it is not shopped around until a model says yes, unless the class's owner wants that.</summary>
public sealed class RefusalTests
{
    private const string Gate = """{"stopReason":["end_turn"]}""";

    private static readonly AnswerRule[] s_answers = [Says(Haiku, "") with { StopReason = "refusal" }, Says(Sonnet, "yes")];

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_refusal_is_relayed_and_nobody_else_is_asked(Shape shape)
    {
        await using var gateway = await StartAsync([Gate], s_answers);

        var reply = await AskAsync(gateway, shape);

        Assert.Equal("haiku", reply.Header("x-clearbar-path"));
        Assert.Contains(shape.IsConverse() ? "content_filtered" : "refusal", EndOf(reply), StringComparison.Ordinal);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal(EntryOutcome.Accepted, row.Outcome);
        BillCheck.Holds(gateway, [row], reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_refusal_climbs_where_the_owner_wants_it(Shape shape)
    {
        await using var gateway = await StartAsync([Gate], s_answers, config => config["classes"]!["ladder"]!["escalateRefusals"] = true);

        var reply = await AskAsync(gateway, shape);

        Assert.Equal(("haiku>sonnet", "yes"), (reply.Header("x-clearbar-path"), reply.Text));
        var rows = (await gateway.LedgerAsync()).OrderBy(row => row.Attempt).ToList();
        Assert.Equal(
            [("haiku", EntryOutcome.Escalated, "stop reason refusal"), ("sonnet", EntryOutcome.Accepted, null)],
            rows.Select(row => (row.Rung, row.Outcome, row.Reason)));
        BillCheck.Holds(gateway, rows, reply);
    }

    private static string EndOf(ClientReply reply) =>
        reply.IsStream ? string.Concat(reply.Events.Select(item => item.Data?.ToJsonString())) : reply.BodyText;
}
