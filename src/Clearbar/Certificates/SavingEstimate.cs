namespace Clearbar.Certificates;

/// <summary>Estimates the share of the reference's cost that a policy saves, from paired costs.</summary>
public static class SavingEstimate
{
    /// <summary>
    /// Saving 1 - R with R = sum of policy costs / sum of reference costs, and its interval by the delta method for a ratio of means:
    /// se(R) = sd(x - R y) / (mean(y) sqrt(n)).
    /// </summary>
    /// <param name="costs">Pairs (policy, reference), in one unit.</param>
    /// <param name="confidence">For example 0.95.</param>
    public static (double Saving, Interval Interval) Of(IReadOnlyList<(decimal Policy, decimal Reference)> costs, double confidence)
    {
        ArgumentNullException.ThrowIfNull(costs);
        var (policy, reference) = (0m, 0m);
        foreach (var pair in costs)
        {
            policy += pair.Policy;
            reference += pair.Reference;
        }

        if (reference <= 0 || costs.Count < 2)
        {
            return (0, new Interval(double.NegativeInfinity, 1));
        }

        var ratio = (double)(policy / reference);
        var squares = 0.0;
        foreach (var pair in costs)
        {
            var residual = (double)pair.Policy - (ratio * (double)pair.Reference);
            squares += residual * residual;
        }

        var n = costs.Count;
        var error = Math.Sqrt(squares / (n - 1) / n) / ((double)reference / n);
        var reach = NormalDistribution.Quantile((1 + confidence) / 2) * error;
        return (1 - ratio, new Interval(1 - ratio - reach, 1 - ratio + reach));
    }
}
