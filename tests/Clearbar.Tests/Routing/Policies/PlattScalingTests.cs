using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Routing.Policies;

public class PlattScalingTests
{
    [Fact]
    public void Log_odds_that_are_twice_too_large_are_halved()
    {
        var random = new Random(6);
        var logOdds = new double[4000];
        var targets = new float[4000];
        for (var i = 0; i < logOdds.Length; i++)
        {
            var truth = (random.NextDouble() * 6) - 3;
            logOdds[i] = (2 * truth) + 1;
            targets[i] = random.NextDouble() < 1 / (1 + Math.Exp(-truth)) ? 1 : 0;
        }

        var (scale, shift) = PlattScaling.Fit(logOdds, targets);

        Assert.InRange(scale, 0.45, 0.55);
        Assert.InRange(shift, -0.6, -0.4);
    }

    [Fact]
    public void Separable_rows_stay_finite()
    {
        var (scale, shift) = PlattScaling.Fit([-5, -4, 4, 5], [0, 0, 1, 1]);

        Assert.InRange(scale, 0.1, 10);
        Assert.InRange(shift, -1, 1);
    }
}
