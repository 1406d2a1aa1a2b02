using Clearbar.LocalAnswers;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.LocalAnswers;

public class LocalAnswererTests
{
    private static readonly string[] Foreign =
    [
        "Встретимся завтра у памятника в шесть часов",
        "明日の午後三時に駅前で会いましょう",
        "xqzv wkjpf gggzt bvvxk qqqwzx",
        "zażółć gęślą jaźń łódź śćżź",
    ];

    [Theory]
    [InlineData(0.97, 0.70)]
    [InlineData(0.99, 0.45)]
    public void Unseen_texts_are_answered_at_the_agreement_that_was_certified(double target, double leastShare)
    {
        var point = Judge(TrainedSample.Answerer.ThresholdFor(target));

        Assert.True(point.Agreement >= target - 0.01, $"agreement {point.Agreement:P2} on the test part, certified {target:P0}");
        Assert.True(point.Share >= leastShare, $"only {point.Share:P1} of the test part is answered");
    }

    [Fact]
    public void Nearly_nine_in_ten_unseen_texts_get_the_right_label_first()
    {
        var point = Judge(float.Epsilon);

        Assert.True((double)point.Agreed / point.Total >= 0.88, $"accuracy {(double)point.Agreed / point.Total:P2}");
    }

    [Fact]
    public void Confidence_means_the_chance_of_being_right()
    {
        var rows = TrainedSample.Test.Select(Outcome).OrderBy(static r => r.Confidence).ToArray();
        var error = rows.Chunk(154).Sum(static bin => Math.Abs(bin.Sum(static r => r.Confidence - (r.Right ? 1 : 0)))) / rows.Length;

        Assert.True(error < 0.04, $"expected calibration error {error:F3} in ten bins");
    }

    [Fact]
    public void An_empty_text_is_never_answered()
    {
        foreach (var text in new[] { "", "   ", "\n\t", "...", "\ud83d\ude00\ud83d\ude00" })
        {
            var prediction = TrainedSample.Answerer.Predict(text);

            Assert.Equal(0, prediction.Confidence);
            Assert.True(prediction.OutOfDomain);
        }
    }

    [Fact]
    public void A_foreign_text_is_never_answered()
    {
        foreach (var text in Foreign)
        {
            var prediction = TrainedSample.Answerer.Predict(text);

            Assert.True(prediction.OutOfDomain, $"known share {prediction.KnownShare}");
            Assert.Equal(0, prediction.Confidence);
        }
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        var answerer = TrainedSample.Answerer;
        var longText = string.Concat(Enumerable.Repeat("Why was my card declined at the shop? ", 1000));
        answerer.Predict(longText);

        var before = GC.GetAllocatedBytesForCurrentThread();
        answerer.Predict("Where is my new card?");
        answerer.Predict(longText);
        answerer.Predict("");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Only_the_first_characters_of_a_huge_text_count()
    {
        var start = string.Concat(Enumerable.Repeat("my card has not arrived yet ", 400))[..8192];

        var cut = TrainedSample.Answerer.Predict(start);
        var whole = TrainedSample.Answerer.Predict(start + string.Concat(Enumerable.Repeat("refund exchange rate ", 100_000)));

        Assert.Equal(cut, whole);
    }

    [Fact]
    public void Many_threads_get_the_answers_of_one()
    {
        var texts = TrainedSample.Test.Select(static e => e.Text).ToArray();
        var alone = texts.Select(static t => TrainedSample.Answerer.Predict(t)).ToArray();
        var together = new LocalPrediction[8 * texts.Length];

        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
            together[i] = TrainedSample.Answerer.Predict(texts[i % texts.Length]));

        Assert.All(together.Select(static (p, i) => (p, i)), pair => Assert.Equal(alone[pair.i % texts.Length], pair.p));
    }

    [Fact]
    public void Any_string_gets_a_confidence_between_0_and_1()
    {
        var answerer = TrainedSample.Answerer;
        Prop.ForAll<string?>(text =>
        {
            var prediction = answerer.Predict(text);
            return prediction.Confidence is >= 0 and <= 1
                && prediction.KnownShare is >= 0 and <= 1
                && prediction.LabelIndex >= -1 && prediction.LabelIndex < answerer.Labels.Count
                && (prediction.Confidence > 0) == !prediction.OutOfDomain;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_sequence_of_utf16_units_is_accepted()
    {
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var units = new char[random.Next(200)];
            for (var i = 0; i < units.Length; i++)
            {
                units[i] = (char)random.Next(round % 2 == 0 ? 0x10000 : 0x180);
            }

            Assert.InRange(TrainedSample.Answerer.Predict(units).Confidence, 0f, 1f);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_target_that_is_no_rate_is_refused(double target)
        => Assert.Throws<ArgumentOutOfRangeException>(() => TrainedSample.Answerer.ThresholdFor(target));

    private static (float Confidence, bool Right) Outcome(LabelledText example)
    {
        var prediction = TrainedSample.Answerer.Predict(example.Text);
        var right = prediction.LabelIndex >= 0 && TrainedSample.Answerer.Labels[prediction.LabelIndex] == example.Label;
        return (prediction.Confidence, right);
    }

    private static AgreementPoint Judge(float threshold)
    {
        var rows = TrainedSample.Test.Select(Outcome).ToArray();
        var answered = rows.Where(r => r.Confidence >= threshold).ToArray();
        return new AgreementPoint(threshold, answered.Length, answered.Count(static r => r.Right), rows.Length);
    }
}
