using Clearbar.Certificates;
using Clearbar.Routing.Replays;

namespace Clearbar.Tests.Routing.Replays;

public sealed class ReplayTallyTests
{
    [Fact]
    public void The_change_and_its_interval_are_those_of_the_certificates_saving()
    {
        var random = new Random(3);
        var tally = new ReplayTally();
        var costs = new List<(decimal, decimal)>();
        for (var i = 0; i < 300; i++)
        {
            var (then, now) = ((decimal)random.NextDouble(), (decimal)random.NextDouble() / 3);
            tally.Add(new ReplayedRequest { Then = then, Now = now, IsReplayed = true });
            costs.Add((now, then));
        }

        var (saving, interval) = SavingEstimate.Of(costs, ReplayTally.Confidence);
        var change = tally.ToFigures("a", null).Change!.Value;
        Assert.Equal(-saving, change.Value, 12);
        Assert.Equal(-interval.High, change.Interval.Low, 12);
        Assert.Equal(-interval.Low, change.Interval.High, 12);
    }

    [Fact]
    public void An_interval_of_the_difference_holds_the_truth_19_times_in_20()
    {
        var random = new Random(5);
        var held = 0;
        for (var run = 0; run < 1_000; run++)
        {
            var tally = new ReplayTally();
            for (var i = 0; i < 100; i++)
            {
                // Three in ten would have cost 4 instead of 10: the mean difference is -1.8.
                tally.Add(new ReplayedRequest { Then = 10, Now = random.NextDouble() < 0.3 ? 4 : 10, IsReplayed = true });
            }

            held += tally.ToFigures("a", null).DifferenceInterval.Contains(-180) ? 1 : 0;
        }

        Assert.InRange(held, 920, 975);
    }

    [Fact]
    public void Doubt_about_a_chance_widens_money_and_nothing_else()
    {
        var tally = new ReplayTally();
        tally.Add(new ReplayedRequest { Then = 10, Now = 8, IsReplayed = true, ScoreThen = 1, ScoreNow = 1 });
        tally.Add(new ReplayedRequest { Then = 10, Now = 8, IsReplayed = true, ScoreThen = 1, ScoreNow = 0 });
        var sure = tally.ToFigures("a", null);

        tally.AddDoubt(4);
        var doubtful = tally.ToFigures("a", null);

        Assert.Equal(new Interval(-4, -4), sure.DifferenceInterval);
        Assert.Equal(-4 - (1.96 * 2), doubtful.DifferenceInterval.Low, 3);
        Assert.Equal(sure.Quality, doubtful.Quality);
    }

    [Fact]
    public void Wilsons_interval_is_the_published_one()
    {
        // Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263 and 0 of 20.
        var common = Proportion.Wilson(81, 263, 0.95);
        var none = Proportion.Wilson(0, 20, 0.95);

        Assert.Equal((0.2553, 0.3662), (Math.Round(common.Low, 4), Math.Round(common.High, 4)));
        Assert.Equal((0, 0.1611), (none.Low, Math.Round(none.High, 4)));
    }

    [Fact]
    public void Times_have_the_order_statistics_around_their_ranks()
    {
        var tally = new ReplayTally();
        for (var i = 1; i <= 100; i++)
        {
            tally.Add(new ReplayedRequest { Then = 1, Now = 1, MillisecondsThen = i });
        }

        var figures = tally.ToFigures("a", null);
        Assert.Null(figures.LatencyNow);
        Assert.Equal((100, 50, 95), (figures.LatencyThen!.Known, figures.LatencyThen.P50.Value, figures.LatencyThen.P95.Value));
        Assert.Equal(new Interval(40, 61), figures.LatencyThen.P50.Interval);
    }
}
