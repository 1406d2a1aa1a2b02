using System.Globalization;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Faults;
using static Clearbar.EndToEnd.Harness.LadderGateway;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>A rung's answer must agree with further answers of the same rung; those are on the request's bill and on the ledger under its id.</summary>
public sealed class AgreementGateTests
{
    private const string Unanimous = """{"agreement":{"samples":2,"by":"label"}}""";
    private const string Half = """{"agreement":{"samples":2,"atLeast":0.5,"by":"label"}}""";

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Samples_that_agree_accept_the_answer_and_are_paid_with_it(Shape shape)
    {
        await using var gateway = await StartAsync([Unanimous], [Says(Haiku, "Label: A."), Says(Sonnet, "not asked")]);

        var reply = await AskAsync(gateway, shape);

        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Equal(("haiku", "Label: A."), (reply.Header("x-clearbar-path"), reply.Text));
        await CheckAsync(gateway, reply, ("haiku", EntryOutcome.Accepted, null), ("haiku", EntryOutcome.Sample, ""), ("haiku", EntryOutcome.Sample, ""));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Samples_that_disagree_climb_and_the_next_rung_is_sampled_too(Shape shape)
    {
        await using var gateway = await StartAsync([Unanimous], [Says(Haiku, "a") with { Nth = 1 }, Says(Haiku, "b"), Says(Sonnet, "c")]);

        var reply = await AskAsync(gateway, shape);

        Assert.Equal(("haiku>sonnet", "c"), (reply.Header("x-clearbar-path"), reply.Text));
        Assert.Null(reply.Header("x-clearbar-gate"));
        await CheckAsync(
            gateway,
            reply,
            ("haiku", EntryOutcome.Escalated, "agreement: 0 of 2 < 1"),
            ("haiku", EntryOutcome.Sample, ""),
            ("haiku", EntryOutcome.Sample, ""),
            ("sonnet", EntryOutcome.Accepted, null),
            ("sonnet", EntryOutcome.Sample, ""),
            ("sonnet", EntryOutcome.Sample, ""));
    }

    [Theory]
    [InlineData(Half, "haiku")]
    [InlineData(Unanimous, "haiku>sonnet")]
    public async Task The_share_that_must_agree_is_the_owners(string gate, string path)
    {
        await using var gateway = await StartAsync(
            [gate], [Says(Haiku, "a") with { Nth = 1 }, Says(Haiku, "A.") with { Times = 1 }, Says(Haiku, "b"), Says(Sonnet, "c")]);

        Assert.Equal(path, (await AskAsync(gateway, Shape.Messages)).Header("x-clearbar-path"));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Samples_keep_within_what_the_client_allows(Shape shape)
    {
        await using var gateway = await StartAsync([Unanimous], [Says(Haiku, "a")], ladder: "haiku");
        await AskAsync(gateway, shape);
        var first = await gateway.LedgerAsync();
        // The answer's ceiling stays held while its samples are asked; a sample's is the same.
        var enough = new Usd(3 * first[0].Ceiling!.Value.Amount);
        var billed = first.Count;

        var within = await AskAsync(gateway, shape, maxCost: enough.ToString());
        var beyond = await AskAsync(gateway, shape, maxCost: (enough - new Usd(0.000001m)).ToString());

        Assert.Null(within.Header("x-clearbar-gate"));
        Assert.True(CostOf(within) <= enough.Amount);
        Assert.Equal(("a", "agreement: 0 of 2 samples came"), (beyond.Text, beyond.Header("x-clearbar-gate")));
        var rows = await gateway.LedgerAsync();
        Assert.Equal(3, rows.Count(row => row.RequestId == within.Header("x-clearbar-id")));
        Assert.Single(rows, row => row.RequestId == beyond.Header("x-clearbar-id"));
        Assert.Equal(billed + 4, gateway.Host.Emulator!.Bill.Rows.Count);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task What_samples_have_cost_is_missing_for_the_climb(Shape shape)
    {
        // Three questions of one size: to each, the first answer is one that no sample repeats.
        string[] questions = ["Question 1", "Question 2", "Question 3"];
        AnswerRule[] answers = [.. questions.Select(question => Says(Haiku, "a") with { Input = question, Nth = 1 }), Says(Haiku, "b"), Says(Sonnet, "c")];
        await using var gateway = await StartAsync([Unanimous], answers);
        await AskAsync(gateway, shape, questions[0]);
        var rows = await gateway.LedgerAsync();
        var samples = rows.Where(row => row is { Rung: "haiku", Outcome: EntryOutcome.Sample }).Sum(row => row.Cost!.Value.Amount);
        var ceilings = rows.Where(row => row.Outcome is EntryOutcome.Escalated or EntryOutcome.Accepted).Sum(row => row.Ceiling!.Value.Amount);

        var within = await AskAsync(gateway, shape, questions[1], maxCost: new Usd(ceilings + samples).ToString());
        var beyond = await AskAsync(gateway, shape, questions[2], maxCost: new Usd(ceilings + samples - 0.000001m).ToString());

        Assert.Equal("haiku>sonnet", within.Header("x-clearbar-path"));
        Assert.Equal(("haiku", "agreement: 0 of 2 < 1"), (beyond.Header("x-clearbar-path"), beyond.Header("x-clearbar-gate")));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_sample_that_fails_leaves_the_gate_unsure(Shape shape)
    {
        var faults = new FaultScript([new FaultRule { Kind = FaultKind.Validation, Model = Haiku, Nth = 2 }]);
        await using var gateway = await StartAsync([Unanimous], [Says(Haiku, "a"), Says(Sonnet, "c")], faults: faults);

        var reply = await AskAsync(gateway, shape);

        Assert.Equal(("haiku>sonnet", "c"), (reply.Header("x-clearbar-path"), reply.Text));
        await CheckAsync(
            gateway,
            reply,
            ("haiku", EntryOutcome.Escalated, "agreement: 1 of 2 samples came"),
            ("haiku", EntryOutcome.Failed, ""),
            ("haiku", EntryOutcome.Sample, ""),
            ("sonnet", EntryOutcome.Accepted, null),
            ("sonnet", EntryOutcome.Sample, ""),
            ("sonnet", EntryOutcome.Sample, ""));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Nothing_is_paid_for_an_answer_that_a_cheaper_gate_throws_away(Shape shape)
    {
        await using var gateway = await StartAsync(
            [Unanimous, """{"length":{"minChars":2}}"""], [Says(Haiku, "a"), Says(Sonnet, "long")]);

        var reply = await AskAsync(gateway, shape);

        await CheckAsync(
            gateway,
            reply,
            ("haiku", EntryOutcome.Escalated, "length: 1 characters < 2"),
            ("sonnet", EntryOutcome.Accepted, null),
            ("sonnet", EntryOutcome.Sample, ""),
            ("sonnet", EntryOutcome.Sample, ""));
    }

    /// <param name="expected">Rung, outcome and reason of every entry; an empty reason is not compared.</param>
    private static async Task CheckAsync(
        GatewayHarness gateway, ClientReply reply, params (string Rung, EntryOutcome Outcome, string? Reason)[] expected)
    {
        var rows = await gateway.LedgerAsync();
        Assert.Equal(
            expected,
            rows.Select(row => (row.Rung, row.Outcome, row.Outcome is EntryOutcome.Escalated or EntryOutcome.Accepted ? row.Reason : ""))
                .OrderBy(row => row.Rung).ThenBy(row => row.Outcome is EntryOutcome.Escalated or EntryOutcome.Accepted ? 0 : (int)row.Outcome));
        Assert.All(rows, row => Assert.Equal("ladder", row.Class));
        BillCheck.Holds(gateway, rows, reply);
    }

    private static decimal CostOf(ClientReply reply) => decimal.Parse(reply.Header("x-clearbar-cost")!, CultureInfo.InvariantCulture);
}
