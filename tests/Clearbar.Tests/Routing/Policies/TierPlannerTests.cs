using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Routing.Policies;

public class TierPlannerTests
{
    [Fact]
    public void It_learns_which_words_need_the_dear_tier()
    {
        var (learn, judge) = (Sample(600, 1), Sample(300, 2));
        var planner = TierPlanner.Fit(learn, ForesightModel.Fit(learn, new PassPredictorOptions()));

        var plan = planner.Reaching(learn.Requests.Average(static r => r.Reference.Score) - 0.01);
        var results = judge.Requests.Select(plan.Run).ToList();

        // Opus everywhere costs 10 and is always right; easy requests are half of all.
        Assert.InRange(results.Average(static r => r.Score), 0.97, 1);
        Assert.InRange((double)results.Average(static r => r.Cost), 1, 7.5);
    }

    [Fact]
    public void A_rung_that_is_dearer_and_worse_is_never_asked()
    {
        // Sonnet fails where Haiku does and costs more.
        var sample = new OutcomeSample("s", Recorded.Ladder, [.. Enumerable.Range(0, 200).Select(i => Recorded.Request(i % 4 > 0 ? 1 : 0, i % 4 > 1 ? 1 : 0, 1))]);
        var planner = TierPlanner.Fit(sample, ForesightModel.Fit(sample, new PassPredictorOptions()));

        Assert.All(planner.Lambdas(), lambda => Assert.DoesNotContain(
            sample.Requests.Take(20), request => planner.At(lambda).Run(request).Cost is 4 or 5 or 14 or 15));
    }

    [Fact]
    public void The_same_sample_gives_the_same_plan()
    {
        var sample = Sample(200, 5);
        var first = ForesightModel.Fit(sample, new PassPredictorOptions()).Predict(sample.Requests[0]);
        var second = ForesightModel.Fit(sample, new PassPredictorOptions()).Predict(sample.Requests[0]);

        Assert.Equal(first.Before(0), second.Before(0));
        Assert.Equal(first.After(0, 2), second.After(0, 2));
    }

    private static OutcomeSample Sample(int count, int seed)
    {
        string[] easy = ["what time is it", "please say hello to me", "name a colour"];
        string[] hard = ["prove the theorem about primes", "derive the integral of this", "prove a bound on the integral"];
        var random = new Random(seed);
        return new OutcomeSample("s", Recorded.Ladder, [.. Enumerable.Range(0, count).Select(i =>
        {
            var text = (i % 2 == 0 ? easy : hard)[random.Next(3)] + " " + random.Next(1000);
            return Recorded.Request(i % 2 == 0 ? 1 : 0, i % 2 == 0 ? 1 : 0, 1, text: text);
        })]);
    }
}
