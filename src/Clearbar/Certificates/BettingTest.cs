namespace Clearbar.Certificates;

/// <summary>
/// Anytime-valid evidence from a tally: a gambler bets on every pair, and no strategy multiplies its money by 1/delta with a chance above
/// delta while the hypothesis holds (Ville's inequality; Waudby-Smith and Ramdas 2024). Looking after every pair, and stopping when one
/// likes,
/// is allowed.
/// </summary>
/// <remarks>
/// With gap d_i = reference minus candidate, the evidence for "mean gap below epsilon" is the mean over bets L of prod(1 + L (epsilon -
/// d_i)),
/// and for "mean gap above epsilon" that of prod(1 + L (d_i - epsilon)). A product does not care for order, so the counts of a
/// <see cref="PairedTally"/> are all the state there is, and tallies of replicas add up to the evidence of the whole.
/// </remarks>
public static class BettingTest
{
    /// <summary>Bets as parts of the largest one that can never lose everything.</summary>
    private static readonly double[] Bets = [0.01, 0.02, 0.04, 0.07, 0.11, 0.16, 0.23, 0.32, 0.43, 0.56, 0.7, 0.85];

    /// <summary>A class that needs more pairs than this is not going to be certified.</summary>
    private const double MostPairs = 1e7;

    /// <summary>Evidence that the mean gap is below <paramref name="epsilon"/>; at 1/delta the candidate may be promoted.</summary>
    public static double EvidenceBelow(PairedTally tally, double epsilon) => Wealth(tally, epsilon, -1);

    /// <summary>Evidence that the mean gap is above <paramref name="epsilon"/>; at 1/delta the candidate is demoted.</summary>
    public static double EvidenceAbove(PairedTally tally, double epsilon) => Wealth(tally, epsilon, 1);

    /// <summary>
    /// The p-value of "the mean gap is at least <paramref name="epsilon"/>", valid for graded scores and any sample size.
    /// </summary>
    public static double PValue(PairedTally tally, double epsilon) => Math.Min(1, 1 / EvidenceBelow(tally, epsilon));

    /// <summary>
    /// About how many pairs like those seen it takes, from the first one on, to reach <paramref name="target"/>; null when their gap is so
    /// large that more of them would not help. One pair of either kind is added: a few pairs without a difference have not shown that there
    /// are none.
    /// </summary>
    public static long? PairsNeeded(PairedTally tally, double epsilon, double target)
    {
        ArgumentNullException.ThrowIfNull(tally);
        var smoothed = tally.Copy();
        smoothed.Merge(PairedTally.OfCounts(2, 1, 1));
        Span<double> growth = stackalloc double[Bets.Length];
        LogWealth(smoothed, epsilon, -1, growth);
        foreach (ref var rate in growth)
        {
            rate /= smoothed.Pairs;
        }

        var (low, high) = (0.0, 1.0);
        while (MeanWealth(growth, high) < target)
        {
            (low, high) = (high, high * 2);
            if (high > MostPairs)
            {
                return null;
            }
        }

        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = MeanWealth(growth, middle) < target ? (middle, high) : (low, middle);
        }

        return (long)Math.Ceiling(high);
    }

    private static double MeanWealth(ReadOnlySpan<double> growth, double pairs)
    {
        var total = 0.0;
        foreach (var rate in growth)
        {
            total += Math.Exp(Math.Min(rate * pairs, 700));
        }

        return total / growth.Length;
    }

    private static double Wealth(PairedTally tally, double epsilon, int side)
    {
        ArgumentNullException.ThrowIfNull(tally);

        Span<double> logs = stackalloc double[Bets.Length];
        LogWealth(tally, epsilon, side, logs);
        return MeanWealth(logs, 1);
    }

    /// <summary>Logarithm of the money of each bet.</summary>
    private static void LogWealth(PairedTally tally, double epsilon, int side, Span<double> logs)
    {
        // The worst pair is d = 1 for a bet on "below" and d = -1 for one on "above"; the bet must stay under 1 over that loss.
        var largest = 1 / (side < 0 ? 1 - epsilon : 1 + epsilon);
        logs.Clear();
        foreach (var (difference, count) in tally.Counts)
        {
            // The tally rounds up, which favours "above": its evidence takes the next lower thousandth of graded differences.
            var exact = difference % PairedTally.Steps == 0 || side < 0 ? difference : difference - 1;
            var gain = largest * side * (((double)exact / PairedTally.Steps) - epsilon);
            for (var i = 0; i < logs.Length; i++)
            {
                logs[i] += count * Math.Log(1 + (Bets[i] * gain));
            }
        }
    }
}
