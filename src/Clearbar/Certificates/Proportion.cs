namespace Clearbar.Certificates;

/// <summary>Intervals of a share seen as k of n.</summary>
public static class Proportion
{
    /// <summary>Wilson's score interval (Wilson 1927), which stays inside 0 to 1 and is sound for few trials and shares near the ends.</summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="trials">n; without any the interval is all of 0 to 1.</param>
    /// <param name="confidence">For example 0.95.</param>
    public static Interval Wilson(double successes, long trials, double confidence)
    {
        if (trials == 0)
        {
            return new Interval(0, 1);
        }

        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var square = z * z / trials;
        var share = successes / trials;
        var centre = (share + (square / 2)) / (1 + square);
        var reach = z * Math.Sqrt((share * (1 - share) / trials) + (square / (4 * trials))) / (1 + square);
        return new Interval(
            successes <= 0 ? 0 : Math.Max(0, centre - reach),
            successes >= trials ? 1 : Math.Min(1, centre + reach));
    }
}
