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

    /// <summary>Evidence that the mean gap is below <paramref name="epsilon"/>; at 1/delta the candidate may be promoted.</summary>
    public static double EvidenceBelow(PairedTally tally, double epsilon) => Wealth(tally, epsilon, -1);

    /// <summary>Evidence that the mean gap is above <paramref name="epsilon"/>; at 1/delta the candidate is demoted.</summary>
    public static double EvidenceAbove(PairedTally tally, double epsilon) => Wealth(tally, epsilon, 1);

    /// <summary>
    /// The p-value of "the mean gap is at least <paramref name="epsilon"/>", valid for graded scores and any sample size.
    /// </summary>
    public static double PValue(PairedTally tally, double epsilon) => Math.Min(1, 1 / EvidenceBelow(tally, epsilon));

    private static double Wealth(PairedTally tally, double epsilon, int side)
    {
        ArgumentNullException.ThrowIfNull(tally);

        // The worst pair is d = 1 for a bet on "below" and d = -1 for one on "above"; the bet must stay under 1 over that loss.
        var largest = 1 / (side < 0 ? 1 - epsilon : 1 + epsilon);
        var total = 0.0;
        foreach (var bet in Bets)
        {
            var log = 0.0;
            foreach (var (difference, count) in tally.Counts)
            {
                // The tally rounds up, which favours "above": its evidence takes the next lower thousandth of graded differences.
                var exact = difference % PairedTally.Steps == 0 || side < 0 ? difference : difference - 1;
                log += count * Math.Log(1 + (bet * largest * side * (((double)exact / PairedTally.Steps) - epsilon)));
            }

            total += Math.Exp(Math.Min(log, 700));
        }

        return total / Bets.Length;
    }
}
