using Clearbar.Gates;
using Clearbar.Gates.Scoring;
using Clearbar.Wire;

namespace Clearbar.Tests.Gates.Scoring;

public sealed class ScoreGateTests
{
    private const string Hedged = "Sorry, I am not sure about that one.";
    private const string Sure = "It left on Tuesday.";

    private readonly ClassScores _scores = new();
    private int _requests;

    [Fact]
    public void Untaught_it_passes_everything()
    {
        var gate = Gate(examples: 200);

        for (var i = 0; i < 199; i++)
        {
            Assert.True(Ask(gate, i % 2 == 0 ? Hedged : Sure, i % 2 == 0 ? 0 : 1).Passed);
        }
    }

    [Fact]
    public void Outcomes_of_one_kind_teach_nothing()
    {
        var gate = Gate(examples: 20);

        for (var i = 0; i < 300; i++)
        {
            Assert.True(Ask(gate, Hedged, outcome: 0).Passed);
        }
    }

    [Fact]
    public void It_learns_which_answers_are_bad_and_says_how_likely_this_one_is_good()
    {
        var gate = Gate(examples: 100);
        Teach(gate, 200, static isHedged => isHedged ? 0 : 1);

        var refused = Judge(gate, Hedged);

        Assert.Equal((GateOutcome.Fail, "score"), (refused.Outcome, refused.Gate));
        Assert.Matches(@"^score 0\.\d\d < 0\.80$", refused.Reason);
        Assert.True(Judge(gate, Sure).Passed);
    }

    [Fact]
    public void A_rung_is_judged_by_its_own_answers()
    {
        var gate = Gate(examples: 100);
        Teach(gate, 200, static isHedged => isHedged ? 0 : 1);

        Assert.True(gate.Check(Input(Hedged, "id", "sonnet")).Passed);
    }

    [Fact]
    public void What_is_let_through_is_kept_and_stands_for_what_is_refused()
    {
        var gate = Gate(examples: 100);
        Teach(gate, 200, static isHedged => isHedged ? 0 : 1);
        var drawn = Enumerable.Range(0, 1000).Select(static i => $"req_{i}").First(gate.LetsThrough);
        var others = Enumerable.Range(0, 1000).Select(static i => $"req_{i}").First(id => !gate.LetsThrough(id));

        using var through = Input(Hedged, drawn);
        using var refused = Input(Hedged, others);

        Assert.True(gate.Check(through).Passed);
        Assert.Equal(20, through.Scoring!.Kept!.Weight);
        Assert.False(gate.Check(refused).Passed);
        Assert.Null(refused.Scoring!.Kept);
    }

    [Fact]
    public void On_the_last_rung_every_answer_reaches_the_client_and_stands_for_itself()
    {
        var gate = Gate(examples: 100);
        Teach(gate, 200, static isHedged => isHedged ? 0 : 1);
        foreach (var id in (string[])["a", "b", "c", "d", .. Enumerable.Range(0, 100).Select(static i => $"req_{i}")])
        {
            using var input = Input(Hedged, id, isLast: true);
            gate.Check(input);
            Assert.Equal(1, input.Scoring!.Kept!.Weight);
        }
    }

    [Fact]
    public void A_rung_that_becomes_good_again_is_let_through_again()
    {
        var gate = Gate(examples: 100);
        Teach(gate, 300, static isHedged => isHedged ? 0 : 1);
        Assert.False(Judge(gate, Hedged).Passed);

        Teach(gate, 8000, static _ => 1);

        Assert.True(Judge(gate, Hedged).Passed);
    }

    [Fact]
    public void Without_letting_through_it_would_never_be_learned_of_again()
    {
        var gate = Gate(examples: 100, check: 0.001);
        Teach(gate, 300, static isHedged => isHedged ? 0 : 1);

        Teach(gate, 1000, static _ => 1);

        Assert.False(Judge(gate, Hedged).Passed);
    }

    [Fact]
    public void Nothing_waits_for_longer_than_the_latest_answers()
    {
        var gate = Gate(examples: 100);
        for (var i = 0; i <= ClassScores.MostWaiting; i++)
        {
            using var input = Input(Sure, $"req_{i}");
            gate.Check(input);
            _scores.Keep($"req_{i}", input.Scoring!.Kept!);
        }

        Assert.False(_scores.Learn("req_0", 1));
        Assert.True(_scores.Learn("req_1", 1));
        Assert.False(_scores.Learn("req_1", 1));
    }

    private static ScoreGate Gate(int examples, double check = 0.05) => new(new ScoreGateOptions { AtLeast = 0.8, Examples = examples, Check = check });

    private void Teach(ScoreGate gate, int times, Func<bool, double> outcome)
    {
        for (var i = 0; i < times; i++)
        {
            var isHedged = i % 2 == 0;
            Ask(gate, isHedged ? Hedged : Sure, outcome(isHedged));
        }
    }

    /// <summary>An answer, and what the application says of it where the client got it.</summary>
    private GateVerdict Ask(ScoreGate gate, string answer, double outcome)
    {
        var id = $"req_{_requests++}";
        using var input = Input(answer, id);
        var verdict = gate.Check(input);
        if (verdict.Passed)
        {
            _scores.Keep(id, input.Scoring!.Kept!);
            Assert.True(_scores.Learn(id, outcome));
        }

        return verdict;
    }

    /// <summary>The verdict on an answer that is not one of those let through.</summary>
    private GateVerdict Judge(ScoreGate gate, string answer)
    {
        using var input = Input(answer, Enumerable.Range(0, 1000).Select(static i => $"ask_{i}").First(id => !gate.LetsThrough(id)));
        return gate.Check(input);
    }

    private GateInput Input(string answer, string id, string rung = "haiku", bool isLast = false) => new(
        new Answer { Text = answer, StopReason = StopReason.EndTurn },
        scoring: new AnswerScoring(_scores, Guid.NewGuid(), rung, id, $"What became of order number {id.Length}?", isLast));
}
