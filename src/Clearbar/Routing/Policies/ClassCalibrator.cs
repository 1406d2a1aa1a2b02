using Clearbar.Certificates;

namespace Clearbar.Routing.Policies;

/// <summary>
/// Finds the cheapest policy of one class that is provably within epsilon of the reference: Learn-then-Test (Angelopoulos et al. 2021) with
/// fixed-sequence testing on a split. Every third request chooses which policies are worth testing and in which order; the others test.
/// </summary>
/// <remarks>
/// The tests walk from the safest candidate to the cheapest and stop at the first that fails, so the chance that the chosen policy breaks
/// the promise is at most delta for any number of candidates (Bauer 1991), provided the requests are drawn like those to come.
/// </remarks>
public static class ClassCalibrator
{
    /// <summary>One request in three chooses: the choice needs less than the proof.</summary>
    private const int ChoosingStride = 3;

    private const double Confidence = 0.95;

    /// <summary>Tests the policies on one class.</summary>
    /// <param name="className">Name for the certificate.</param>
    /// <param name="reference">Name of the reference rung, the last of the ladder.</param>
    /// <param name="requests">The class's requests, in an order that has nothing to do with their outcomes.</param>
    /// <param name="policies">Policies to choose from; none may have been fitted on these requests.</param>
    /// <param name="promise">What to prove.</param>
    public static Certificate Calibrate(
        string className,
        string reference,
        IReadOnlyList<RecordedRequest> requests,
        IReadOnlyList<IRoutingPolicy> policies,
        Promise promise)
    {
        var choosing = requests.Where(static (_, i) => i % ChoosingStride == 0).ToList();
        var testing = requests.Where(static (_, i) => i % ChoosingStride != 0).ToList();
        Trial? granted = null;
        Trial? refused = null;
        foreach (var policy in Candidates(choosing, policies, promise.Checked()))
        {
            var trial = Trial.Of(policy, testing, promise.Epsilon);
            if (trial.PValue > promise.Delta)
            {
                refused = trial;
                break;
            }

            granted = trial;
        }

        var told = granted ?? refused ?? Trial.Of(LeastBad(choosing, policies, reference), testing, promise.Epsilon);
        return Write(className, reference, promise, told, granted is not null);
    }

    /// <summary>
    /// What a certificate talks about when nothing was worth testing: the policy that saves and loses least, or the reference.
    /// </summary>
    private static IRoutingPolicy LeastBad(List<RecordedRequest> choosing, IReadOnlyList<IRoutingPolicy> policies, string reference)
    {
        var cost = choosing.Sum(static r => r.Reference.Cost);
        return policies.Select(policy => Trial.Of(policy, choosing, 0.5, approximate: true))
            .Where(trial => trial.Cost < cost * 0.95m)
            .OrderBy(static trial => trial.Gap).ThenBy(static trial => trial.Cost)
            .Select(static trial => trial.Policy).FirstOrDefault() ?? new ReferenceOnly(reference);
    }

    /// <summary>Candidates that save money, without those another beats at both cost and safety, safest first.</summary>
    private static List<IRoutingPolicy> Candidates(
        List<RecordedRequest> choosing, IReadOnlyList<IRoutingPolicy> policies, Promise promise)
    {
        var reference = choosing.Sum(static r => r.Reference.Cost);
        var tried = policies.Select(policy => Trial.Of(policy, choosing, promise.Epsilon, approximate: true))
            .Where(trial => trial.Cost < reference && trial.Gap < promise.Epsilon)
            .OrderBy(static trial => trial.PValue).ThenBy(static trial => trial.Cost)
            .ToList();
        var front = new List<IRoutingPolicy>();
        var cheapest = decimal.MaxValue;
        foreach (var trial in tried)
        {
            // A step must be worth its risk of ending the walk: at least a twentieth of the reference's cost.
            if (trial.Cost < cheapest && (front.Count == 0 || cheapest - trial.Cost >= reference / 20))
            {
                cheapest = trial.Cost;
                front.Add(trial.Policy);
            }
        }

        return front;
    }

    private static Certificate Write(string className, string reference, Promise promise, Trial trial, bool granted)
    {
        var tally = trial.Tally;
        var (saving, savingInterval) = SavingEstimate.Of(trial.Costs, Confidence);
        var needed = granted ? null : SampleSize.Needed(tally, promise);
        return new Certificate
        {
            Class = className,
            Policy = trial.Policy.Name,
            Reference = reference,
            Promise = promise,
            Granted = granted,
            Method = tally.IsBinary ? "exact-score" : "betting",
            PValue = trial.PValue,
            Pairs = tally.Pairs,
            Losses = tally.Losses,
            Wins = tally.Wins,
            Gap = tally.Gap,
            GapInterval = tally.IsBinary
                ? PairedScoreTest.GapInterval(tally.Pairs, tally.Losses, tally.Wins, Confidence)
                : NormalInterval(tally),
            Saving = saving,
            SavingInterval = savingInterval,

            // The choosing third has to be recorded as well.
            MoreNeeded = needed is { } pairs ? Math.Max(1, pairs - tally.Pairs) * ChoosingStride / (ChoosingStride - 1) : null,
        };
    }

    private static Interval NormalInterval(PairedTally tally)
    {
        var variance = Math.Max(0, tally.MeanSquare - (tally.Gap * tally.Gap));
        var reach = NormalDistribution.Quantile((1 + Confidence) / 2) * Math.Sqrt(variance / Math.Max(1, tally.Pairs));
        return new Interval(Math.Max(-1, tally.Gap - reach), Math.Min(1, tally.Gap + reach));
    }

    /// <summary>Stands for "no candidate": the reference itself.</summary>
    private sealed class ReferenceOnly(string reference) : IRoutingPolicy
    {
        public string Name => reference;

        public RunResult Run(RecordedRequest request) => new(request.Reference.Score, request.Reference.Cost, request.Rungs.Count - 1);
    }

    /// <summary>One policy replayed on one set of requests.</summary>
    private sealed record Trial(
        IRoutingPolicy Policy, PairedTally Tally, List<(decimal Policy, decimal Reference)> Costs, decimal Cost, double PValue)
    {
        public double Gap => Tally.Gap;

        public static Trial Of(IRoutingPolicy policy, List<RecordedRequest> requests, double epsilon, bool approximate = false)
        {
            var tally = new PairedTally();
            var costs = new List<(decimal, decimal)>(requests.Count);
            var total = 0m;
            foreach (var request in requests)
            {
                var result = policy.Run(request);
                tally.Record(request.Reference.Score, result.Score);
                costs.Add((result.Cost, request.Reference.Cost));
                total += result.Cost;
            }

            var p = !tally.IsBinary ? BettingTest.PValue(tally, epsilon)
                : approximate ? Approximate(tally, epsilon)
                : PairedScoreTest.PValue(tally.Pairs, tally.Losses, tally.Wins, epsilon);
            return new Trial(policy, tally, costs, total, p);
        }

        // Only the order of the candidates hangs on it, not a proof.
        private static double Approximate(PairedTally tally, double epsilon)
            => tally.Pairs == 0 ? 1 : NormalDistribution.Cdf(PairedScoreTest.Statistic(tally.Pairs, tally.Losses, tally.Wins, epsilon));
    }
}
