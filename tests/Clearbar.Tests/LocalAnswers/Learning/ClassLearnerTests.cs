using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using Clearbar.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.LocalAnswers.Learning;

public sealed class ClassLearnerTests : IDisposable
{
    private static readonly string[] Cards = ["where is my new card", "when will my card arrive", "my card has not come", "how long does the card take"];
    private static readonly string[] Refunds = ["I want my money back", "please refund this payment", "how do I get a refund", "the merchant owes me a refund"];
    private static readonly LocalLearningOptions Easy = new() { Agreement = 0.8, Check = 0.3 };

    private readonly DataDirectory _data = new();
    private readonly ManualTime _clock = new();
    private int _requests;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LearningFiles Files => new(_data.Root, "intents");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void It_answers_nothing_before_it_is_certified_and_the_right_thing_after()
    {
        using var learner = Open(Easy);
        Assert.Null(learner.TryAnswer(Outline(Question(0).Text), "req_1", out var pass));
        Assert.Equal((ExampleOrigin.Off, null), (pass!.Value.Origin, pass.Value.Said));

        Teach(learner);

        Assert.Equal(LearningPhase.Answering, learner.State.Phase);
        Assert.True(Ask(learner, 40, out var wrong) > 10);
        Assert.Equal(0, wrong);
        Assert.True(learner.State.Certificate!.Agreement >= 0.8);
    }

    [Fact]
    public void What_was_certified_answers_again_after_a_restart_and_no_longer_under_a_stricter_promise()
    {
        using (var first = Open(Easy))
        {
            Teach(first);
        }

        using (var second = Open(Easy))
        {
            Assert.Equal(LearningPhase.Answering, second.State.Phase);
            Assert.True(Ask(second, 40, out _) > 10);
        }

        using var stricter = Open(Easy with { Agreement = 0.99 });
        Assert.Equal(LearningPhase.Collecting, stricter.State.Phase);
        Assert.Equal(0, Ask(stricter, 40, out _));
        Assert.True(stricter.Examples > 0);
    }

    [Fact]
    public void A_damaged_answerer_is_not_used_and_learned_again()
    {
        var looks = 0;
        using (var first = Open(Easy))
        {
            Teach(first);
            looks = first.State.Looks;
        }

        var bytes = File.ReadAllBytes(Files.Answerer);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Files.Answerer, bytes);

        using var second = Open(Easy);

        Assert.Equal(LearningPhase.Collecting, second.State.Phase);
        Teach(second, times: 1);
        Assert.Equal((LearningPhase.Answering, looks + 1), (second.State.Phase, second.State.Looks));
    }

    [Fact]
    public void Answers_that_change_switch_it_off_at_once_and_only_newer_examples_bring_it_back()
    {
        using var learner = Open(Easy);
        Teach(learner);
        for (var i = 0; learner.State.Phase == LearningPhase.Answering; i++)
        {
            Assert.True(i < 2000, "drift is never noticed");
            Serve(learner, Question(i).Text, "nonsense");
        }

        Assert.Equal(LearningPhase.Stopped, learner.State.Phase);
        Assert.Equal(0, Ask(learner, 40, out _));
        Assert.Equal(0, learner.Examples);
        Assert.False(File.Exists(Files.Answerer));
        Assert.False(learner.TryBegin());
    }

    [Fact]
    public void A_few_disagreements_within_the_promise_do_not_switch_it_off()
    {
        using var learner = Open(Easy);
        Teach(learner);
        for (var i = 0; i < 1500; i++)
        {
            // Every twelfth answer is another one: 8 % disagree where 20 % were allowed.
            var (text, label) = Question(i);
            Serve(learner, text, i % 12 == 5 ? "nonsense" : label);
        }

        Assert.Equal(LearningPhase.Answering, learner.State.Phase);
        Assert.InRange(learner.State.ChecksAgreed / (double)learner.State.Checks, 0.85, 0.97);
    }

    [Fact]
    public void A_prediction_of_a_rung_that_is_no_longer_in_force_is_not_held_against_the_next_one()
    {
        using var learner = Open(Easy);
        Teach(learner);
        var before = learner.State.Checks;
        var late = new LocalPass(learner, ExampleOrigin.Drawn, "card", Term: -1);

        learner.Observe(new Observation(late, "where is my card", Says("refund")));

        Assert.Equal(before, learner.State.Checks);
    }

    [Fact]
    public void Gates_that_refuse_its_answers_keep_it_off()
    {
        var gates = new GateSet([new EnumGate(["card", "refund"], "queue")]);
        using var learner = new ClassLearner(Files, Easy, gates, _clock, NullLogger.Instance);

        Teach(learner);

        Assert.Equal(LearningPhase.Collecting, learner.State.Phase);
        Assert.Contains("gates refuse", learner.State.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Gates_that_ask_somebody_are_never_asked_and_do_not_keep_it_off()
    {
        var asking = new NeverAsked();
        using var learner = new ClassLearner(Files, Easy, new GateSet([new EnumGate(["card", "refund"], null)], asking: [asking]), _clock, NullLogger.Instance);

        Teach(learner);

        Assert.Equal(LearningPhase.Answering, learner.State.Phase);
        Assert.True(Ask(learner, 40, out _) > 10);
        Assert.Equal(0, asking.Asked);
    }

    [Fact]
    public void Gates_that_begin_to_refuse_its_answers_switch_it_off()
    {
        using var learner = Open(Easy);
        Teach(learner);

        learner.Follow(Easy, new GateSet([new EnumGate(["card"], null)]));

        Assert.Equal((LearningPhase.Collecting, null), (learner.State.Phase, learner.State.Certificate));
        Assert.Equal(0, Ask(learner, 40, out _));
    }

    [Fact]
    public void Two_gateways_do_not_learn_into_one_file()
    {
        using var first = Open(Easy);

        Assert.ThrowsAny<IOException>(() => Open(Easy));
    }

    [Fact]
    public void The_lot_falls_on_the_share_asked_for_and_always_alike()
    {
        var drawn = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var id = $"req_{i:x}";
            drawn += ClassLearner.IsDrawn(id, 0.02) ? 1 : 0;
            Assert.Equal(ClassLearner.IsDrawn(id, 0.02), ClassLearner.IsDrawn(id, 0.02));
            Assert.True(!ClassLearner.IsDrawn(id, 0.02) || ClassLearner.IsDrawn(id, 0.2), "who is in the smaller share is in the larger");
        }

        // Binomial(20000, 0.02): 400, standard deviation 20.
        Assert.InRange(drawn, 300, 500);
    }

    private ClassLearner Open(LocalLearningOptions options) => new(Files, options, GateSet.Empty, _clock, NullLogger.Instance);

    private static (string Text, string Label) Question(int i) => (i % 2 == 0 ? Cards : Refunds)[i / 2 % 4] is var text
        ? ($"{text} number {(char)('a' + (i / 8 % 20))}", i % 2 == 0 ? "card" : "refund")
        : default;

    private static Answer Says(string text) => new() { Text = text, StopReason = StopReason.EndTurn };

    private static RequestOutline Outline(string text) =>
        new() { Dialect = Dialect.Anthropic, Model = "haiku", Members = [], MessageCount = 1, LastUserText = text };

    /// <summary>One request: rung 0, or a higher rung that answers <paramref name="label"/> and is witnessed.</summary>
    private string? Serve(ClassLearner learner, string text, string label)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        var said = learner.TryAnswer(Outline(text), $"req_{_requests++}", out var pass);
        if (said is null)
        {
            learner.Observe(new Observation(pass!.Value, text, Says(label)));
        }

        return said;
    }

    private void Teach(ClassLearner learner, int times = 160)
    {
        for (var i = 0; i < times; i++)
        {
            Serve(learner, Question(i).Text, Question(i).Label);
            if (learner.TryBegin())
            {
                learner.Train(Cancel);
            }
        }
    }

    private int Ask(ClassLearner learner, int times, out int wrong)
    {
        (var answered, wrong) = (0, 0);
        for (var i = 0; i < times; i++)
        {
            if (learner.TryAnswer(Outline(Question(i).Text), $"ask_{i}", out _) is { } said)
            {
                answered++;
                wrong += said == Question(i).Label ? 0 : 1;
            }
        }

        return answered;
    }

    private sealed class NeverAsked : IAskingGate
    {
        public string Name => "webhook";

        public GateCost Cost => GateCost.Ask;

        public int Asked { get; private set; }

        public ValueTask<GateVerdict> CheckAsync(GateInput input, IGateCalls calls, CancellationToken cancellation)
        {
            Asked++;
            return ValueTask.FromResult(GateVerdict.Pass(Name));
        }
    }
}
