namespace Clearbar.Certificates.Online;

/// <summary>
/// How the permitted chance of error, delta, is shared between the candidates of a class and the trials of each.
/// </summary>
/// <remarks>
/// Trial k = 0, 1, … of one of m candidates is a test by betting at level delta (3/4) (1/4)^k / m: every trial spends three quarters of
/// what is left. By Ville's inequality (see <see cref="BettingTest"/>) a trial promotes a candidate that breaks the promise with at most
/// its level, looked at after every pair; the levels sum up to delta (Bonferroni over candidates, a geometric series over trials), so the
/// chance that a class is ever given a false certificate in one epoch is at most delta, however often it is demoted and tried again.
/// This is alpha spending as in Foster and Stine 2008 without gains; most classes need one trial only, so the first has most.
/// </remarks>
public static class TrialSpending
{
    private const double Share = 0.75;

    /// <summary>Evidence at which a trial promotes: one over its level.</summary>
    /// <param name="delta">Chance of error for the class.</param>
    /// <param name="candidates">Candidates of the class, m.</param>
    /// <param name="trial">0 for the first.</param>
    public static double Target(double delta, int candidates, int trial)
        => candidates / (delta * Share * Math.Pow(1 - Share, trial));
}
