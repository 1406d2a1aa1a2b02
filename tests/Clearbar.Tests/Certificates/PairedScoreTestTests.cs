using Clearbar.Certificates;
using Clearbar.LocalAnswers;

namespace Clearbar.Tests.Certificates;

public class PairedScoreTestTests
{
    // Tango (1998), table of the crossover trial of contact lens disinfection: 44 pairs, 1 and 0 discordant, margin 0.1 gives z = -1.709.
    [Fact]
    public void The_statistic_matches_the_published_example()
        => Assert.Equal(-1.709, PairedScoreTest.Statistic(44, 1, 0, 0.1), 1e-3);

    [Fact]
    public void The_interval_has_the_statistic_at_its_ends()
    {
        var interval = PairedScoreTest.GapInterval(200, 14, 6, 0.95);

        Assert.InRange(interval.Low, -0.02, 0.04);
        Assert.Equal(-1.959964, PairedScoreTest.Statistic(200, 14, 6, interval.High), 1e-4);
        Assert.Equal(-1.959964, PairedScoreTest.Statistic(200, 6, 14, -interval.Low), 1e-4);
    }

    [Fact]
    public void Without_discordant_pairs_the_p_value_is_the_chance_of_such_a_run()
    {
        // p_c is unknown; at p_c = 0 a run of n pairs without loss has chance (1 - margin)^n, and that is the worst case.
        var p = PairedScoreTest.PValue(59, 0, 0, 0.05);

        Assert.InRange(p, Math.Pow(0.95, 59), Math.Pow(0.95, 59) + 0.001);
        Assert.True(NormalDistribution.Cdf(PairedScoreTest.Statistic(59, 0, 0, 0.05)) < Math.Pow(0.95, 59));
    }

    [Theory]
    [InlineData(60, 0.05, 0.0)]
    [InlineData(60, 0.05, 0.05)]
    [InlineData(80, 0.03, 0.1)]
    [InlineData(35, 0.1, 0.02)]
    public void At_the_margin_it_rejects_at_most_as_often_as_it_says(int pairs, double margin, double winRate)
    {
        // The exact chance of rejection at each level: every table that can occur, weighted by its trinomial probability.
        double[] levels = [0.01, 0.05, 0.1, 0.2];
        var chance = new double[levels.Length];
        for (var wins = 0; wins <= pairs; wins++)
        {
            var weight = BinomialBounds.Mass(wins, pairs, winRate);
            var p = weight > 1e-6 ? 0 : 1.0;
            for (var losses = 0; p <= levels[^1] && losses <= pairs - wins; losses++)
            {
                p = PairedScoreTest.PValue(pairs, losses, wins, margin);
                var mass = weight * BinomialBounds.Mass(losses, pairs - wins, (winRate + margin) / (1 - winRate));
                for (var i = 0; i < levels.Length; i++)
                {
                    chance[i] += p <= levels[i] ? mass : 0;
                }
            }
        }

        Assert.All(levels.Zip(chance), pair => Assert.InRange(pair.Second, 0, pair.First));
        Assert.True(chance[3] > 0.05, $"it never rejects: {chance[3]}");
    }

    [Fact]
    public void It_finds_what_is_there()
    {
        // 5 % discordant pairs, no gap: n = (1.28 + 0.84)^2 0.05 / 0.02^2 = 563 pairs for two points at 90 % with a power of 80 %.
        Assert.True(PairedScoreTest.PValue(770, 19, 19, 0.02) < 0.1);
        Assert.True(PairedScoreTest.PValue(150, 4, 4, 0.02) > 0.1);
    }
}
