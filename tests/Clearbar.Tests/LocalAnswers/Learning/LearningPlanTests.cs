using Clearbar.Configuration;
using Clearbar.LocalAnswers;
using Clearbar.LocalAnswers.Learning;

namespace Clearbar.Tests.LocalAnswers.Learning;

public sealed class LearningPlanTests
{
    private static readonly LocalLearningOptions Options = new();

    [Fact]
    public void The_error_chances_of_all_looks_together_are_the_one_promised()
    {
        var spent = 0.0;
        for (var look = 1; look <= 100_000; look++)
        {
            spent += LearningPlan.DeltaOf(look, 0.95);
        }

        Assert.InRange(spent, 0.0499, 0.05);
    }

    [Fact]
    public void The_first_look_waits_for_as_many_examples_as_could_certify()
    {
        var state = new LearningState { Class = "c" };
        var fewest = AgreementCurve.FewestToCertify(0.97, LearningPlan.DeltaOf(1, 0.95));

        Assert.Equal(288, fewest);
        Assert.Equal(1, LearningPlan.UntilNextLook(state, Options, 287, 287));
        Assert.Equal(0, LearningPlan.UntilNextLook(state, Options, 288, 288));
        Assert.Equal(188, LearningPlan.UntilNextLook(state, Options, 5000, 100));
    }

    [Theory]
    [InlineData(400, 200)]
    [InlineData(401, 201)]
    [InlineData(5000, 500)]
    public void The_next_look_waits_for_half_as_many_more_or_five_hundred(int held, int more)
    {
        var state = new LearningState { Class = "c", Looks = 1, HeldAtLook = held, Taken = held, TakenAtLook = held };

        Assert.Equal(more, LearningPlan.UntilNextLook(state, Options, held, 1000));
        Assert.Equal(1, LearningPlan.UntilNextLook(state with { Taken = held + more - 1 }, Options, held + more - 1, 1000));
        Assert.Equal(0, LearningPlan.UntilNextLook(state with { Taken = held + more }, Options, held + more, 1000));
    }

    [Theory]
    [InlineData(0.97, 0.98)]
    [InlineData(0.9, 0.99)]
    [InlineData(0.97, 1.0)]
    public void As_many_texts_as_are_called_for_do_certify_a_curve_of_the_same_shape(double target, double agreement)
    {
        var needed = Curve(200, agreement).TextsNeeded(target, 0.05);

        Assert.NotNull(needed);
        // One text in twenty more: shares and agreements are whole numbers of texts.
        Assert.NotNull(Curve(needed.Value * 21 / 20, agreement - (0.5 / 100)).Certify(target - 0.006, 0.05));
        Assert.Null(Curve(needed.Value / 4, agreement).Certify(target, 0.05));
    }

    [Fact]
    public void No_number_of_texts_certifies_what_agrees_less_often_than_the_target() =>
        Assert.Null(Curve(1000, 0.95).TextsNeeded(0.97, 0.05));

    [Fact]
    public void A_class_whose_answers_do_not_recur_is_not_closed()
    {
        var bag = FeatureBag.Of("some text");
        var examples = Enumerable.Range(0, 100)
            .Select(i => new LabelExample(ExampleOrigin.Off, DateTimeOffset.UnixEpoch, i < 50 ? (ulong)(1 + (i % 2)) : (ulong)(100 + i), bag)).ToList();

        var found = LearningSample.Of(examples, static label => label < 3 ? $"label{label}" : null, declared: false);
        var listed = LearningSample.Of(examples, static label => label < 3 ? $"label{label}" : null, declared: true);

        Assert.Contains("not a closed-label class", found.WhyNot, StringComparison.Ordinal);
        Assert.Null(listed.WhyNot);
        Assert.Equal((2, true), (listed.LabelCount, listed.HasOther));
        Assert.Equal(50, listed.Rows.Count(static row => row.Label == LearningSample.Other));
    }

    [Fact]
    public void Agreement_is_measured_on_uniform_examples_only()
    {
        // Declined examples teach a second label for the same words; measured are only those that agree.
        var rows = new List<(FeatureBag, string, bool)>();
        for (var i = 0; i < 120; i++)
        {
            rows.Add((FeatureBag.Of(i % 2 == 0 ? $"card {i}" : $"refund {i}"), i % 2 == 0 ? "card" : "refund", true));
            rows.Add((FeatureBag.Of($"other thing {i}"), i % 4 < 2 ? "card" : "refund", false));
        }

        var answerer = LocalAnswererTrainer.Train(rows, TrainedSample.Quick);

        Assert.Equal(120, answerer.Curve.Points[^1].Total);
    }

    /// <summary>Texts of which every share agrees equally often.</summary>
    private static AgreementCurve Curve(int texts, double agreement)
    {
        var confidences = new float[texts];
        var agreed = new bool[texts];
        for (var i = 0; i < texts; i++)
        {
            confidences[i] = 1 - (i / (2f * texts));
            agreed[i] = (int)((i + 1) * agreement) > (int)(i * agreement);
        }

        return AgreementCurve.Build(confidences, agreed);
    }
}
