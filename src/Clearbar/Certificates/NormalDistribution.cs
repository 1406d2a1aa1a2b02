namespace Clearbar.Certificates;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>P(Z &lt;= z), by the Chebyshev fit of erfc in Numerical Recipes (erfcc); relative error below 1.2e-7.</summary>
    public static double Cdf(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        ReadOnlySpan<double> series =
        [
            -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
        ];
        var sum = 0.0;
        for (var i = series.Length - 1; i >= 0; i--)
        {
            sum = (sum * t) + series[i];
        }

        var tail = 0.5 * t * Math.Exp((-x * x) + sum);
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>The z with P(Z &lt;= z) = <paramref name="p"/>, by bisection of <see cref="Cdf"/>.</summary>
    /// <param name="p">A chance inside (0, 1).</param>
    public static double Quantile(double p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(p, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(p, 1);
        var (low, high) = (-12.0, 12.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Cdf(middle) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
