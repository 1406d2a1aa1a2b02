using Clearbar.LocalAnswers;

namespace Clearbar.Certificates;

/// <summary>
/// Is the candidate less than a margin below the reference? The score statistic for a paired difference of proportions (Tango 1998,
/// Statistics
/// in Medicine 17), with an exact p-value.
/// </summary>
/// <remarks>
/// <para>
/// Of n pairs, b are lost (reference right, candidate wrong) and c won. With difference D = p_b - p_c, hypothesis "D >= margin", and q the
/// root of 2n q^2 + (-b - c + (2n - b + c) margin) q - c margin (1 - margin) = 0, the statistic is
/// z = (b - c - n margin) / sqrt(n (2q + margin (1 - margin))).
/// </para>
/// <para>
/// The normal approximation of z rejects too often when discordant pairs are few: 52 pairs without a loss "prove" 5 points at 95 %, but
/// such
/// a run happens in 7 % of the cases at the margin. So the p-value is the exact chance of a z at most as large, maximised over the unknown
/// p_c inside a confidence set of level 1 - beta (Berger and Boos 1994), plus beta.
/// </para>
/// </remarks>
public static class PairedScoreTest
{
    /// <summary>Level of the set the unknown rate is searched in; it is added to every p-value.</summary>
    private const double Beta = 0.0005;

    /// <summary>Rates tried in that set.</summary>
    private const int Grid = 32;

    /// <summary>Above this many pairs the normal approximation and the exact chance agree to the third digit.</summary>
    private const long MostExact = 20_000;

    /// <summary>Nobody certifies at a larger p-value, so the approximation is answered at once.</summary>
    private const double NotWorthExact = 0.5;

    /// <summary>The p-value of "the candidate is at least <paramref name="margin"/> below the reference".</summary>
    /// <param name="pairs">Pairs n.</param>
    /// <param name="losses">Pairs the candidate lost, b.</param>
    /// <param name="wins">Pairs the candidate won, c.</param>
    /// <param name="margin">Difference inside (0, 1).</param>
    public static double PValue(long pairs, long losses, long wins, double margin)
    {
        if (pairs == 0)
        {
            return 1;
        }

        var z = Statistic(pairs, losses, wins, margin);
        var approximate = NormalDistribution.Cdf(z);
        return pairs > MostExact || approximate > NotWorthExact
            ? approximate
            : Math.Min(1, Beta + WorstChance((int)pairs, (int)wins, margin, z));
    }

    /// <summary>The z statistic; small values speak for the candidate.</summary>
    public static double Statistic(long pairs, long losses, long wins, double margin)
    {
        double n = pairs;
        var linear = -losses - wins + (((2 * n) - losses + wins) * margin);
        var constant = -wins * margin * (1 - margin);
        var q = (Math.Sqrt(Math.Max(0, (linear * linear) - (8 * n * constant))) - linear) / (4 * n);
        var spread = n * ((2 * q) + (margin * (1 - margin)));
        var excess = losses - wins - (n * margin);
        return spread > 0 ? excess / Math.Sqrt(spread) : Math.Sign(excess) * double.MaxValue;
    }

    /// <summary>The two-sided score interval of the gap p_b - p_c: every margin the statistic does not contradict.</summary>
    /// <param name="pairs">Pairs.</param>
    /// <param name="losses">Pairs the candidate lost.</param>
    /// <param name="wins">Pairs the candidate won.</param>
    /// <param name="confidence">For example 0.95.</param>
    public static Interval GapInterval(long pairs, long losses, long wins, double confidence)
    {
        if (pairs == 0)
        {
            return new Interval(-1, 1);
        }

        var critical = NormalDistribution.Quantile((1 + confidence) / 2);
        var observed = (double)(losses - wins) / pairs;
        return new Interval(
            -UpperEnd(pairs, wins, losses, -observed, critical),
            UpperEnd(pairs, losses, wins, observed, critical));
    }

    private static double UpperEnd(long pairs, long losses, long wins, double observed, double critical)
    {
        var (low, high) = (observed, 1.0);
        for (var step = 0; step < 50; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Statistic(pairs, losses, wins, middle) > -critical ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static double WorstChance(int pairs, int wins, double margin, double z)
    {
        var most = (1 - margin) / 2;
        var low = Math.Min(most, BinomialBounds.Lower(wins, pairs, Beta / 2));
        var high = Math.Min(most, BinomialBounds.Upper(wins, pairs, Beta / 2));
        var bound = new int[pairs + 1];
        Array.Fill(bound, int.MinValue);
        var worst = 0.0;
        for (var i = 0; i <= Grid; i++)
        {
            worst = Math.Max(worst, Chance(pairs, low + ((high - low) * i / Grid), margin, z, bound));
        }

        return worst;
    }

    // P(statistic <= z) when wins have rate p and losses p + margin: the sum over wins k of P(wins = k) P(losses <= bound(k) | k).
    private static double Chance(int pairs, double p, double margin, double z, int[] bound)
    {
        var centre = (int)(pairs * p);
        var rate = Math.Min(1, (p + margin) / (1 - p));
        var sum = 0.0;
        for (var side = 0; side < 2; side++)
        {
            var step = side == 0 ? 1 : -1;
            for (var k = side == 0 ? centre : centre - 1; k >= 0 && k <= pairs; k += step)
            {
                var weight = BinomialBounds.Mass(k, pairs, p);
                if (weight < 1e-12)
                {
                    break;
                }

                var most = Bound(pairs, k, margin, z, bound);
                sum += most < 0 ? 0 : weight * (1 - BinomialBounds.TailAtLeast(most + 1, pairs - k, rate));
            }
        }

        return sum;
    }

    /// <summary>The most losses that still count as "at most z" beside k wins, or -1; the statistic rises with the losses.</summary>
    private static int Bound(int pairs, int k, double margin, double z, int[] bound)
    {
        if (bound[k] != int.MinValue)
        {
            return bound[k];
        }

        var (low, high) = (-1, pairs - k);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Statistic(pairs, middle, k, margin) <= z + 1e-9 ? (middle, high) : (low, middle - 1);
        }

        return bound[k] = low;
    }
}
