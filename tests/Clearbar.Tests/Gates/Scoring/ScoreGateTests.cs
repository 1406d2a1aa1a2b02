using Clearbar.Gates;
using Clearbar.Gates.Scoring;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Gates.Scoring;

/// <summary>The score gate by itself: what it learns, what it lets through, and what it keeps.</summary>
public sealed class ScoreGateTests : IDisposable
{
    private const string Hedged = "Sorry, I am not sure about that one.";
    private const string Sure = "It left on Tuesday.";

    private readonly ClassScores _scores = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("clearbar-score-");
    private int _requests;

    public void Dispose() => _directory.Delete(recursive: true);

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

    /// <summary>Three kinds of answers that are good one time in five, every other time, and nine times in ten.</summary>
    [Fact]
    public void The_score_is_the_share_of_such_answers_that_is_judged_good()
    {
        (string Answer, double Good)[] kinds = [(Hedged, 0.2), ("Perhaps on Monday, perhaps later.", 0.5), (Sure, 0.9)];
        var watching = Gate(examples: 1_000_000);
        for (var i = 0; i < 3000; i++)
        {
            var (answer, good) = kinds[i % kinds.Length];
            Ask(watching, answer, ClassLearner.IsDrawn($"coin {i}", good) ? 1 : 0);
        }

        foreach (var (answer, good) in kinds)
        {
            Assert.True(Judge(Gate(100, atLeast: good - 0.1), answer).Passed, $"{answer} is scored too low");
            var high = Judge(Gate(100, atLeast: Math.Min(0.99, good + 0.1)), answer);
            Assert.False(high.Passed, $"{answer} is scored too high");
        }
    }

    [Fact]
    public void Words_that_say_nothing_are_not_believed()
    {
        var watching = Gate(examples: 1_000_000);
        for (var i = 0; i < 1000; i++)
        {
            Ask(watching, Noise(i), ClassLearner.IsDrawn($"coin {i}", 0.5) ? 1 : 0);
        }

        for (var i = 1000; i < 1200; i++)
        {
            Assert.True(Judge(Gate(100, atLeast: 0.3), Noise(i)).Passed, $"{i} is scored below 0.3");
            Assert.False(Judge(Gate(100, atLeast: 0.7), Noise(i)).Passed, $"{i} is scored above 0.7");
        }
    }

    [Fact]
    public void No_answer_makes_it_throw()
    {
        var gate = new ScoreGate(new ScoreGateOptions { AtLeast = 0.8, Examples = 20 }, confidenceMember: "confidence");
        Teach(gate, 60, static isHedged => isHedged ? 0 : 1);

        Prop.ForAll<string?, int, string?>((text, stop, question) =>
        {
            using var input = new GateInput(
                new Answer
                {
                    Text = (stop % 3 == 0 ? "{\"confidence\": " : "") + text,
                    StopReason = (StopReason)stop,
                    ToolCalls = [.. Enumerable.Repeat(new ToolCall("1", text ?? "", text ?? ""), Math.Abs(stop % 5))],
                },
                scoring: new AnswerScoring(_scores, Guid.NewGuid(), "haiku", text ?? "", question, isLast: stop % 2 == 0));
            Assert.True(gate.Check(input).Outcome is GateOutcome.Pass or GateOutcome.Fail);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_learned_survives_in_its_file_and_a_changed_byte_is_noticed()
    {
        var path = Path.Combine(_directory.FullName, ScoreFile.Name);
        var gate = Gate(examples: 100);
        Teach(gate, 300, static isHedged => isHedged ? 0 : 1);
        ScoreFile.Save(path, [new("desk", _scores)]);

        var (name, read) = Assert.Single(ScoreFile.Load(path));

        Assert.Equal("desk", name);
        Assert.Equal(Judge(gate, Hedged).Reason, Judge(gate, Hedged, read).Reason);
        Assert.True(Judge(gate, Sure, read).Passed);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<InvalidDataException>(() => ScoreFile.Load(path));
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

        Teach(gate, 600, static _ => 1);

        Assert.True(Judge(gate, Hedged).Passed);
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

    /// <summary>A dozen words out of a hundred that no outcome hangs on.</summary>
    private static string Noise(int i) => string.Join(
        ' ',
        Enumerable.Range(0, 100).Where(word => ClassLearner.IsDrawn($"{i} {word}", 0.12))
            .Select(static word => $"w{(char)('a' + (word / 10))}{(char)('a' + (word % 10))}"));

    private static ScoreGate Gate(int examples, double check = 0.05, double atLeast = 0.8) =>
        new(new ScoreGateOptions { AtLeast = atLeast, Examples = examples, Check = check });

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
    private GateVerdict Judge(ScoreGate gate, string answer, ClassScores? scores = null)
    {
        using var input = Input(answer, Enumerable.Range(0, 1000).Select(static i => $"ask_{i}").First(id => !gate.LetsThrough(id)), scores: scores);
        return gate.Check(input);
    }

    private GateInput Input(string answer, string id, string rung = "haiku", bool isLast = false, ClassScores? scores = null) => new(
        new Answer { Text = answer, StopReason = StopReason.EndTurn },
        scoring: new AnswerScoring(scores ?? _scores, Guid.NewGuid(), rung, id, $"What became of order number {id.Length}?", isLast));
}
