using Clearbar.Configuration;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>When the examples of a class are looked at, and with what part of its error chance.</summary>
public static class LearningPlan
{
    /// <summary>This many new examples are worth a training whatever there was before.</summary>
    public const int EnoughNew = 500;

    /// <summary>
    /// The error chance of the n-th look: (1 - confidence level) / (n (n + 1)), whose sum over all looks is 1 - confidence level. So looking
    /// again and again does not make a false certificate likelier.
    /// </summary>
    /// <param name="look">From 1.</param>
    public static double DeltaOf(int look, double confidenceLevel) => (1 - confidenceLevel) / ((double)look * (look + 1));

    /// <summary>Examples still to come before the next look; zero or less: it is due.</summary>
    /// <param name="held">Examples held.</param>
    /// <param name="uniform">Of those, the ones agreement may be measured on.</param>
    public static long UntilNextLook(LearningState state, LocalLearningOptions options, int held, int uniform)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        var fewest = AgreementCurve.FewestToCertify(options.Agreement, DeltaOf(state.Looks + 1, options.ConfidenceLevel));
        var missing = Math.Max(fewest - uniform, LocalAnswererTrainer.MinimumExamples - held);
        var grown = state.HeldAtLook == 0 ? 0 : Math.Min(EnoughNew, (state.HeldAtLook + 1) / 2) - (state.Taken - state.TakenAtLook);
        return Math.Max(missing, grown);
    }
}
