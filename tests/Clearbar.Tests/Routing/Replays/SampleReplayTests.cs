using Clearbar.Pricing;
using Clearbar.Routing.Policies;
using Clearbar.Routing.Replays;
using Clearbar.Tests.Routing.Policies;

namespace Clearbar.Tests.Routing.Replays;

public sealed class SampleReplayTests
{
    private static readonly OutcomeSample s_sample = Draw(500);

    [Fact]
    public void Every_chain_of_a_ladder_replays_to_its_own_sums()
    {
        var chains = Chain.AllOf(s_sample.Ladder, withGates: true, withAnswers: true);
        Assert.Equal(8, chains.Count);
        foreach (var chain in chains)
        {
            var figures = Replay(chain.Name);

            var results = s_sample.Requests.Select(chain.Run).ToList();
            Assert.Equal(results.Sum(static result => result.Cost), figures.Total.Now);
            Assert.Equal(s_sample.Requests.Sum(static request => request.Reference.Cost), figures.Total.Then);
            Assert.Equal(results.Average(static result => result.Score), figures.Total.Quality!.Now.Value, 12);
            Assert.Equal(figures.Total.Now, figures.Classes.Sum(static row => row.Now));
            Assert.Equal(2, figures.Classes.Count);
        }
    }

    [Fact]
    public void The_reference_under_itself_changes_nothing_without_any_doubt()
    {
        var total = Replay("opus").Total;

        Assert.Equal((0m, 0.0, 0.0), (total.Difference, total.DifferenceInterval.Low, total.DifferenceInterval.High));
        Assert.Equal((0.0, 0.0, 0.0), (total.Change!.Value.Value, total.Change.Value.Interval.Low, total.Change.Value.Interval.High));
        Assert.Equal(0, total.Quality!.Change.Value);
    }

    [Fact]
    public void Escalations_are_rescued_wasted_or_harmful_by_the_answer_they_left()
    {
        RecordedRequest[] requests =
        [
            Recorded.Request(0, 0, 1, haikuPasses: false),
            Recorded.Request(0, 0, 1, haikuPasses: false),
            Recorded.Request(1, 0, 1, haikuPasses: false),
            Recorded.Request(1, 0, 0, haikuPasses: false),
            Recorded.Request(0, 0, 1, haikuPasses: true),
        ];

        var total = SampleReplay.Run(new OutcomeSample("s", Recorded.Ladder, requests), Plan("haiku>opus")).Total;

        var quality = total.Quality!;
        Assert.Equal((4L, 2L, 1L, 1L), (quality.Escalated, quality.Rescued, quality.Wasted, quality.Harmful));
        Assert.Equal((4.0, 0.6), (total.EscalationsNow, quality.Now.Value));
    }

    [Fact]
    public void A_class_has_its_own_policy()
    {
        Assert.True(ReplayPolicy.TryParse("haiku", out var haiku, out _));
        var plan = new ReplayPlan(null, new Dictionary<string, ReplayPolicy>(StringComparer.Ordinal) { ["a"] = haiku });

        var classes = SampleReplay.Run(s_sample, plan).Classes;

        Assert.Equal((classes[0].Requests, "haiku"), ((long)classes[0].Now, classes[0].Policy));
        Assert.Equal((classes[1].Then, null), (classes[1].Now, classes[1].Policy));
    }

    [Fact]
    public void Tokens_at_another_price_take_the_place_of_recorded_costs()
    {
        var rung = new RungOutcome { Score = 1, Cost = 7, InputTokens = 1_000, OutputTokens = 100, LatencySeconds = 0.5 };
        var request = new RecordedRequest { Id = "r", Class = "a", Rungs = [rung, rung with { Cost = 9, InputTokens = 0 }] };
        var sample = new OutcomeSample("s", ["haiku", "opus"], [request]);
        var prices = Prices("haiku", "claude-haiku-4-5");

        var total = SampleReplay.Run(sample, Plan("haiku"), prices).Total;

        Assert.Equal((9m, 0.0015m), (total.Then, total.Now));
        Assert.Equal(500, total.LatencyNow!.P50.Value);
        var missing = Assert.Throws<ReplayException>(() => SampleReplay.Run(sample, Plan("opus"), Prices("opus", "claude-opus-4-8")));
        Assert.Contains("'r' has no inputTokens", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mini", "no rung 'mini'")]
    [InlineData("opus>haiku", "goes down the ladder")]
    public void A_policy_that_does_not_fit_the_ladder_is_refused(string policy, string says)
        => Assert.Contains(says, Assert.Throws<ReplayException>(() => Replay(policy)).Message, StringComparison.Ordinal);

    private static SamplePrices Prices(string rung, string model)
        => new(PriceBook.Embedded, new DateOnly(2026, 11, 20), new Dictionary<string, string>(StringComparer.Ordinal) { [rung] = model });

    private static ReplayResult Replay(string policy) => SampleReplay.Run(s_sample, Plan(policy));

    private static ReplayPlan Plan(string policy)
    {
        Assert.True(ReplayPolicy.TryParse(policy, out var parsed, out var fault), fault);
        return new ReplayPlan(parsed, new Dictionary<string, ReplayPolicy>(StringComparer.Ordinal));
    }

    private static OutcomeSample Draw(int count)
    {
        var random = new Random(11);
        return new OutcomeSample("drawn", Recorded.Ladder, [.. Enumerable.Range(0, count).Select(i => Recorded.Request(
            random.Next(2), random.Next(2), random.Next(2), haikuPasses: random.Next(3) > 0, name: i % 2 == 0 ? "a" : "b"))]);
    }
}
