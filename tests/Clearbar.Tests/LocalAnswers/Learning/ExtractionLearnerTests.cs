using System.Text;
using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using Clearbar.Tests.LocalAnswers.Extraction;
using Clearbar.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.LocalAnswers.Learning;

/// <summary>A class whose answers are copied out of the question learns like one of labels.</summary>
public sealed class ExtractionLearnerTests : IDisposable
{
    private static readonly LocalLearningOptions Whole = new() { Agreement = 0.9, Check = 0.3, Extract = [] };
    private static readonly LocalLearningOptions Members = Whole with { Extract = ["order", "topic"] };

    private readonly DataDirectory _data = new();
    private readonly ManualTime _clock = new();
    private int _requests;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LearningFiles Files => new(_data.Root, "orders");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void It_answers_nothing_before_it_is_certified_and_copies_the_right_piece_after()
    {
        using var learner = Open(Whole);
        Assert.Null(learner.TryAnswer(Outline(OrderTexts.Question(0).Text), "req_1", out var pass));
        Assert.Equal((ExampleOrigin.Off, null), (pass!.Value.Origin, pass.Value.Said));

        Teach(learner, WholeAnswer);

        Assert.Equal(LearningPhase.Answering, learner.State.Phase);
        Assert.True(Ask(learner, WholeAnswer, out var wrong) > 20);
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Members_are_copied_found_missing_or_labelled_and_said_in_the_order_asked_for()
    {
        using var learner = Open(Members);

        Teach(learner, ObjectAnswer);

        Assert.True(Ask(learner, ObjectAnswer, out var wrong) > 20);
        Assert.Equal(0, wrong);
        Assert.Contains("null", learner.TryAnswer(Outline("Do you ship to Berlin?"), Undrawn(), out _), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_certified_answers_again_after_a_restart_and_for_other_members_it_starts_anew()
    {
        using (var first = Open(Whole))
        {
            Teach(first, WholeAnswer);
        }

        using (var second = Open(Whole))
        {
            Assert.Equal(LearningPhase.Answering, second.State.Phase);
            Assert.True(Ask(second, WholeAnswer, out _) > 20);
        }

        using var other = Open(Members);
        Assert.Equal((LearningPhase.Collecting, 0), (other.State.Phase, other.Examples));
        Assert.Equal(0, Ask(other, WholeAnswer, out _));
    }

    [Fact]
    public void Drift_switches_it_off_and_deletes_what_it_answered_by()
    {
        using var learner = Open(Whole);
        Teach(learner, WholeAnswer);
        Assert.True(File.Exists(Files.Extractor));
        for (var i = 0; learner.State.Phase == LearningPhase.Answering; i++)
        {
            Assert.True(i < 2000, "drift is never noticed");
            Serve(learner, OrderTexts.Question(i).Text, "KX-000000");
        }

        Assert.Equal(LearningPhase.Stopped, learner.State.Phase);
        Assert.Equal((0, false), (learner.Examples, File.Exists(Files.Extractor)));
        Assert.Equal(0, Ask(learner, WholeAnswer, out _));
    }

    [Fact]
    public void Values_that_say_the_same_in_other_words_of_json_are_no_drift()
    {
        using var learner = Open(Members);
        Teach(learner, ObjectAnswer);
        for (var i = 0; i < 200; i++)
        {
            var (text, order) = OrderTexts.Question(i);
            Serve(learner, text, $$"""
                Here you are: { "topic": "shop", "because": "x{{i}}", "order": {{(order is null ? "null" : $"\"{order}\"")}} }
                """);
        }

        Assert.Equal(learner.State.Checks, learner.State.ChecksAgreed);
        Assert.True(learner.State.Checks > 10);
    }

    [Fact]
    public void An_answer_that_a_gate_refuses_is_not_given_and_the_others_are()
    {
        using var learner = Open(Whole, new GateSet([new EnumGate(["none"], null)]));

        Teach(learner, WholeAnswer);

        Assert.Equal(LearningPhase.Answering, learner.State.Phase);
        Assert.Equal("none", learner.TryAnswer(Outline("Do you ship to Berlin?"), Undrawn(), out _));
        Assert.Null(learner.TryAnswer(Outline(OrderTexts.Question(0).Text), Undrawn(), out _));
    }

    [Fact]
    public void Answers_that_are_not_in_their_texts_are_never_certified()
    {
        using var learner = Open(Whole);

        Teach(learner, static i => $"a story number {i} that nobody wrote");

        Assert.Equal(LearningPhase.Collecting, learner.State.Phase);
        Assert.Contains("are copied from their texts", learner.State.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_a_piece_of_a_text_nor_a_hash_of_one_is_stored()
    {
        string[] secrets = ["KX-100000", "Ottoline", "zebra4711"];
        using (var learner = Open(Whole))
        {
            for (var i = 0; i < 2 * LabelBook.Recurrences; i++)
            {
                // The same question again and again: even then its order number does not become a label.
                Serve(learner, "Where is my order KX-100000? Ottoline, zebra4711", "KX-100000");
                Serve(learner, "Where is it?", "none");
            }
        }

        var bytes = File.ReadAllBytes(Files.Examples);
        foreach (var secret in secrets)
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(BitConverter.GetBytes(LabelBook.HashOf("t" + secret))));
        }

        // The search does find what is there.
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf("none"u8));
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf(BitConverter.GetBytes(LabelBook.HashOf("tnone"))));
    }

    [Fact]
    public void A_file_of_examples_cut_anywhere_loses_only_its_tail()
    {
        using (var learner = Open(Members))
        {
            for (var i = 0; i < 12; i++)
            {
                Serve(learner, OrderTexts.Question(i).Text, ObjectAnswer(i));
            }
        }

        var whole = File.ReadAllBytes(Files.Examples);
        var lengths = new List<int>();
        for (var length = whole.Length; length > 40; length -= 97)
        {
            File.WriteAllBytes(Files.Examples, whole[..length]);
            using var learner = Open(Members);
            lengths.Add(learner.Examples);
        }

        Assert.Equal(12, lengths[0]);
        Assert.Equal(lengths.OrderDescending(), lengths);
        Assert.Equal(0, lengths[^1]);
    }

    private static string WholeAnswer(int i) => OrderTexts.Question(i).Order ?? "none";

    private static string ObjectAnswer(int i) => OrderTexts.Question(i).Order is { } order
        ? $$"""{"order":"{{order}}","topic":"shop"}"""
        : """{"order":null,"topic":"shop"}""";

    private ClassLearner Open(LocalLearningOptions options, GateSet? gates = null) => new(Files, options, gates ?? GateSet.Empty, _clock, NullLogger.Instance);

    private static RequestOutline Outline(string text) =>
        new() { Dialect = Dialect.Anthropic, Model = "haiku", Members = [], MessageCount = 1, LastUserText = text };

    /// <summary>The id of a request that is not drawn for comparison.</summary>
    private string Undrawn()
    {
        string id;
        do
        {
            id = $"undrawn_{_requests++}";
        }
        while (ClassLearner.IsDrawn(id, 0.3));
        return id;
    }

    private void Serve(ClassLearner learner, string text, string answer)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        if (learner.TryAnswer(Outline(text), $"req_{_requests++}", out var pass) is null)
        {
            learner.Observe(new Observation(pass!.Value, text, new Answer { Text = answer, StopReason = StopReason.EndTurn }));
        }
    }

    private void Teach(ClassLearner learner, Func<int, string> answer)
    {
        for (var i = 0; i < 240; i++)
        {
            Serve(learner, OrderTexts.Question(i).Text, answer(i));
            if (learner.TryBegin())
            {
                learner.Train(Cancel);
            }
        }
    }

    private int Ask(ClassLearner learner, Func<int, string> answer, out int wrong)
    {
        (var answered, wrong) = (0, 0);
        for (var i = 5000; i < 5040; i++)
        {
            if (learner.TryAnswer(Outline(OrderTexts.Question(i).Text), Undrawn(), out _) is { } said)
            {
                answered++;
                wrong += said == answer(i) ? 0 : 1;
            }
        }

        return answered;
    }
}
