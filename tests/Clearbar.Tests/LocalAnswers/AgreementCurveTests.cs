using Clearbar.LocalAnswers;

namespace Clearbar.Tests.LocalAnswers;

public class AgreementCurveTests
{
    [Fact]
    public void A_point_counts_exactly_the_texts_at_or_above_its_threshold()
    {
        var (confidences, agreed) = Draw(new Random(1), 777, static x => x);
        var curve = AgreementCurve.Build(confidences, agreed);

        Assert.NotEmpty(curve.Points);
        foreach (var point in curve.Points)
        {
            Assert.Equal(confidences.Count(c => c >= point.Threshold), point.Answered);
            Assert.Equal(confidences.Where((c, i) => c >= point.Threshold && agreed[i]).Count(), point.Agreed);
        }
    }

    [Fact]
    public void Texts_of_confidence_0_are_never_answered()
    {
        var curve = AgreementCurve.Build([0.9f, 0f, 0f, 0.8f], [true, true, true, false]);

        Assert.Equal(2, curve.Points[^1].Answered);
        Assert.Equal(4, curve.Points[^1].Total);
    }

    [Fact]
    public void Equal_confidences_are_answered_together()
    {
        var curve = AgreementCurve.Build([0.5f, 0.5f, 0.5f, 0.5f], [true, false, true, true]);

        Assert.Equal(new AgreementPoint(0.5f, 4, 3, 4), Assert.Single(curve.Points));
    }

    [Fact]
    public void Nothing_is_certified_on_too_few_texts()
        => Assert.Null(AgreementCurve.Build([0.9f, 0.8f, 0.7f], [true, true, true]).Certify(0.97, 0.05));

    [Fact]
    public void A_certified_threshold_breaks_its_promise_no_more_often_than_delta()
    {
        // The true agreement at confidence x is known here, so that of everything above a threshold is too.
        const double Target = 0.9;
        const double Delta = 0.1;
        var random = new Random(2);
        var (broken, certified) = (0, 0);
        for (var round = 0; round < 1000; round++)
        {
            var (confidences, agreed) = Draw(random, 1500, Chance);
            if (AgreementCurve.Build(confidences, agreed).Certify(Target, Delta) is { } point)
            {
                certified++;
                broken += MeanAbove(point.Threshold) < Target ? 1 : 0;
            }
        }

        Assert.True(certified > 500, $"only {certified} of 1000 samples were certified");
        Assert.True(broken <= 120, $"{broken} of 1000 promises broken, 100 expected at most");
    }

    private static double Chance(double x) => 0.6 + (0.4 * x);

    // The confidences are uniform on (0, 1), so the mean of the linear chance above t is the chance in the middle.
    private static double MeanAbove(double threshold) => Chance((1 + threshold) / 2);

    private static (float[] Confidences, bool[] Agreed) Draw(Random random, int count, Func<double, double> chance)
    {
        var confidences = new float[count];
        var agreed = new bool[count];
        for (var i = 0; i < count; i++)
        {
            confidences[i] = (float)((random.Next(1, 1_000_000) + 0.5) / 1_000_001);
            agreed[i] = random.NextDouble() < chance(confidences[i]);
        }

        return (confidences, agreed);
    }
}
